// Few connections for many clients: how many there are, and what happens to all who share one when it fails or stands still.
import type { Check } from '../../check.ts'
import type { Answer } from '../../lab/answer.ts'
import type { Lab } from '../../lab/lab.ts'
import { answersTo, outcomeOf } from '../../lab/outcome.ts'
import { must } from '../../verdict.ts'
import { type Crowd, GATHERING_MS, gather, gets, mustAllBeAnswered, outcomesOf } from './crowd.ts'
import { mustBeFresh } from './ids.ts'
import { QUIET, SPOILT, THREE_SPOILT } from './worlds.ts'

const LANES = 'stages/06-request-id/README.md#lanes-rule-by-rule'
const CONTRACT = 'CONTRACT, stage 6'
const MOST_CONNECTIONS = 24

export const SHARING: readonly Check[] = [
  {
    id: 'share.few-connections',
    stage: 6,
    title: 'The requests of two hundred clients reach three backends over at most 24 connections.',
    points: 3,
    needs: ['id.uuid'],
    spec: CONTRACT,
    why: 'Sharing is what ids are good for: backends pay for every connection, and each new one costs a round trip.',
    hint: 'Put a request on a connection that stands, behind others, before you dial.',
    lesson: LANES,
    world: THREE_SPOILT,
    run: async lab => {
      const clients = await Promise.all(Array.from({ length: 200 }, () => lab.client()))
      let fewest = Number.POSITIVE_INFINITY
      // On a machine that stands still a proxy may rightly dial more than usual: the best of three counts. Each has connections of
      // its own, for whoever has too many need not dial any more.
      for (let round = 1; round <= 3 && fewest > MOST_CONNECTIONS; round += 1) {
        for (const backend of lab.backends) backend.closeIdle()
        for (let nth = 0; nth < 2 * lab.backends.length; nth += 1) await lab.exchange()
        const requests = gets(lab, clients.length)
        const before = lab.calls.length
        const gate = lab.gate()
        for (const request of requests) lab.answer(request, call => gate.opened.then(() => call.respond()))
        for (const [index, client] of clients.entries()) client.send(requests[index] ?? '')
        // So that all want an answer at once. A proxy may let some wait.
        await Promise.race([lab.arrivals(before + requests.length), lab.patience(GATHERING_MS)])
        gate.open()
        await Promise.all(clients.map((client, index) => answersTo(requests.slice(index, index + 1), client)))
        const names = requests.map(request => lab.callsOf(request)[0]?.connectionName)
        fewest = Math.min(fewest, new Set(names).size)
      }
      must(fewest <= MOST_CONNECTIONS, {
        reason: `the requests of ${clients.length} clients came over ${fewest} connections`,
        expected: `at most ${MOST_CONNECTIONS}`,
        actual: String(fewest),
      })
    },
  },
  {
    id: 'share.closed-behind-some',
    stage: 6,
    title:
      'When a backend closes a connection behind some of the pipelined answers, the other requests on it are not lost.',
    points: 3,
    needs: ['id.uuid'],
    spec: CONTRACT,
    why: 'nginx closes a connection behind its thousandth answer, whoever may stand behind that.',
    hint: 'Whoever still waits on a connection that has ended is asked for again, on another one.',
    lesson: LANES,
    world: SPOILT,
    run: async lab => {
      for (const isAnnounced of lab.random.shuffle([true, false])) {
        const crowd = await gather(lab, gets(lab, 12))
        for (const calls of crowd.held) {
          const answered = calls.slice(0, lab.random.integer(1, calls.length))
          const last = answered.at(-1)
          for (const call of answered) call.send(call.answerBytes(call === last && isAnnounced ? { close: true } : {}))
          last?.finish()
          for (const call of calls) call.done()
        }
        await mustAllBeAnswered(crowd)
      }
    },
  },
  {
    id: 'share.reset-under-all',
    stage: 6,
    title: 'When shared connections are reset, every GET on them is answered by another, and no POST is sent again.',
    points: 3,
    needs: ['id.uuid'],
    spec: 'CONTRACT, stages 4 to 6; RFC 9110 §9.2.2',
    why: 'Who shares a connection with ten others suffers their accidents: at least nobody may be forgotten, or charged twice.',
    hint: 'Go through all who wait on the connection: repeat what may be repeated, tell the others.',
    lesson: LANES,
    world: THREE_SPOILT,
    run: async lab => {
      const posts = Array.from({ length: 5 }, () => lab.request({ method: 'POST', body: '' }))
      const crowd = await gather(lab, lab.random.shuffle([...gets(lab, 20), ...posts]))
      const held = crowd.held.flat()
      for (const call of held) call.reset()
      const isPost = ({ request }: Crowd['guests'][number]) => request.method === 'POST'
      await mustAllBeAnswered({ guests: crowd.guests.filter(guest => !isPost(guest)) })
      const hurt = crowd.guests.filter(guest => isPost(guest) && held.some(call => call.mark === guest.request.mark))
      for (const { kind } of await outcomesOf({ guests: hurt }))
        must(kind === 'error', {
          reason: 'a POST whose connection was reset was answered',
          expected: '502',
          actual: kind,
        })
      await outcomesOf({ guests: crowd.guests.filter(guest => isPost(guest) && !hurt.includes(guest)) })
      mustBeFresh(lab.calls)
    },
  },
  {
    id: 'share.one-is-slow',
    stage: 6,
    title:
      'While one answer on a shared connection is not ready, answers to others that are named by their ids arrive.',
    points: 2,
    needs: ['id.uuid'],
    spec: CONTRACT,
    why: 'With ids nobody has to wait for the slowest.',
    hint: 'An answer that names its exchange need not wait for those in front of it.',
    lesson: LANES,
    world: QUIET,
    run: async lab => {
      await lab.exchange()
      const slow = await slowExchange(lab, { outOfTurn: true })
      const requests = gets(lab, 30)
      for (const request of requests) lab.answer(request, call => call.respond({ outOfTurn: true }))
      const guests = await Promise.all(requests.map(async request => ({ client: await lab.client(), request })))
      for (const { client, request } of guests) client.send(request)
      await outcomesOf({ guests })
      await slow.release()
    },
  },
  {
    id: 'share.one-is-slow-in-turn',
    stage: 6,
    level: 'should',
    title:
      'While a backend that answers in turn takes its time for one request, those behind it get their answers elsewhere.',
    needs: ['id.uuid'],
    spec: CONTRACT,
    why: 'Real web servers answer in turn: whoever shares a connection with a slow page waits for that.',
    hint: 'Do not put requests behind one that has waited for a while; take others away from there.',
    lesson: LANES,
    world: QUIET,
    run: async lab => {
      await lab.exchange()
      const slow = await slowExchange(lab)
      const guests = await Promise.all(gets(lab, 30).map(async request => ({ client: await lab.client(), request })))
      for (const { client, request } of guests) client.send(request)
      await outcomesOf({ guests })
      await slow.release()
    },
  },
  {
    id: 'share.posts-travel-alone',
    stage: 6,
    level: 'should',
    title: 'Nothing is pipelined behind a POST, and no POST behind anything else.',
    needs: ['id.uuid'],
    spec: 'RFC 9112 §9.3.2',
    why: 'A POST that stands behind others dies with their accidents, and may not be repeated.',
    hint: 'Give a request that is not idempotent an empty connection, and nobody behind it.',
    lesson: LANES,
    world: QUIET,
    run: async lab => {
      const posts = Array.from({ length: 3 }, () => lab.request({ method: 'POST', body: lab.random.word() }))
      const crowd = await gather(lab, lab.random.shuffle([...gets(lab, 12), ...posts]))
      const isShared = crowd.held.some(calls => calls.length > 1 && calls.some(call => call.method === 'POST'))
      for (const call of crowd.held.flat()) void call.respond()
      await outcomesOf(crowd)
      must(!isShared, { reason: 'a POST was pipelined with others on one connection', expected: 'one of its own' })
    },
  },
]

/** An exchange that the backend has open, and answers only when it is told to. */
async function slowExchange(lab: Lab, answer: Answer = {}): Promise<{ release: () => Promise<void> }> {
  const request = lab.request({ path: '/slow' })
  const gate = lab.gate()
  lab.answer(request, async call => {
    await gate.opened
    await call.respond(answer)
  })
  const client = await lab.client()
  client.send(request)
  await lab.arrival(request)
  return {
    release: async () => {
      gate.open()
      await outcomeOf(client, request)
    },
  }
}
