// Many clients and failing backends at once: nobody ever gets what is somebody else's.
import type { Check } from '../../check.ts'
import type { Call } from '../../lab/call.ts'
import { mustAnswer } from '../../lab/exchange.ts'
import type { Lab } from '../../lab/lab.ts'
import { outcomeOf } from '../../lab/outcome.ts'
import { valuesOf } from '../../lab/response.ts'
import { must, mustEqual } from '../../verdict.ts'
import { FRAGILE, ONE_BACKEND } from '../03-forward/worlds.ts'

const MISTAKES = 'stages/04-pipelining/README.md#five-mistakes-people-make-here'
const CLIENTS = 20
const REQUESTS = 15

// With an id that nobody has: where connections are shared, one without would lawfully be the next exchange's (CONTRACT, stage 6).
const SURPLUS = 'HTTP/1.1 200 OK\r\nX-Request-ID: 00000000-0000-4000-8000-000000000000\r\nContent-Length: 3\r\n\r\nhis'

/** Ways in which a backend spoils an answer; `body` is what it should have been. */
const FAULTS: readonly ((call: Call, body: string) => void)[] = [
  call => call.finish(),
  call => call.reset(),
  call => call.send('this is no HTTP\r\n\r\n'),
  (call, body) => call.send(Buffer.concat([call.answerBytes({ body }), Buffer.from(SURPLUS)])),
  (call, body) => {
    call.send(call.answerBytes({ body: `${body}${body}` }).subarray(0, -body.length))
    call.finish()
  },
]

interface Tally {
  sent: number
  answered: number
}

async function visit(lab: Lab, tally: Tally): Promise<void> {
  let client = await lab.client()
  for (let nth = 0; nth < REQUESTS; nth += 1) {
    const method = lab.random.pick(['GET', 'GET', 'GET', 'HEAD', 'POST'])
    const request = lab.request({ method, ...(method === 'POST' && { body: lab.random.text(50) }) })
    const body = lab.random.text(lab.random.integer(1, 3000))
    const fault = lab.random.integer(1, 10) === 1 ? lab.random.pick(FAULTS) : undefined
    lab.answer(request, async call => {
      await call.settled()
      await call.turn
      if (fault === undefined || lab.callsOf(request).length > 1) return call.respond({ body })
      fault(call, body)
      call.done()
    })
    client.send(request)
    const { kind, response } = await outcomeOf(client, request)
    if (fault === undefined) tally.sent += 1
    if (fault === undefined && kind === 'answered') tally.answered += 1
    if (kind === 'answered' && method !== 'HEAD')
      mustEqual(response?.body.toString('latin1'), body, `the body of an answer that ${client.name} took for whole`)
    if (kind === 'answered' && client.ending === undefined) continue
    client.close()
    client = await lab.client()
  }
  client.close()
}

/** A client goes while its answer stands still, before it has begun or in its midst; then others ask. */
async function leaveBehind(lab: Lab, begun: boolean): Promise<void> {
  const left = lab.request()
  const gate = lab.gate()
  lab.answer(left, async call => {
    await call.turn
    const answer = call.answerBytes({ body: lab.random.text(2000) })
    const at = begun ? answer.length - 1000 : 0
    call.send(answer.subarray(0, at))
    await gate.opened
    call.send(answer.subarray(at))
    call.done()
  })
  const leaver = await lab.client()
  leaver.send(left)
  const { connectionName } = await lab.arrival(left)
  // Who collects whole answers has passed on nothing.
  if (begun) await Promise.race([leaver.received(1), lab.patience(100)])
  leaver.reset()
  // Each connection that is kept has its turn, whichever is lent first.
  for (let nth = Math.min(20, lab.backends[0]?.openConnections ?? 0); nth >= 0; nth -= 1) {
    const next = lab.request()
    const client = await lab.client()
    client.send(next)
    const call = await lab.arrival(next)
    // Whoever asks on behind it is right, too, if he tells the two answers apart.
    if (call.connectionName === connectionName) {
      lab.warn('a connection was lent again that owed an answer')
      gate.open()
    }
    mustAnswer(await client.response(), next, client.name)
    client.close()
  }
  gate.open()
}

export const ISOLATION: readonly Check[] = [
  {
    id: 'isolation.failing-backends',
    stage: 4,
    title:
      'While one answer in ten is spoilt by its backend, every client gets answers of his own, whole, or an error.',
    points: 3,
    needs: ['keepalive.persists'],
    spec: 'RFC 9112 §6.3, §9.2',
    why: 'After a fault two ends of a connection may no longer count the same. Then everybody gets his neighbour’s page.',
    hint: 'When anything about an answer was wrong, close the connection that it came on.',
    lesson: MISTAKES,
    world: FRAGILE,
    run: async lab => {
      const tally = { sent: 0, answered: 0 }
      await Promise.all(Array.from({ length: CLIENTS }, () => visit(lab, tally)))
      // A few may have shared a connection with one that was spoilt.
      must(tally.answered >= 0.8 * tally.sent, {
        reason: 'requests whose own backend did nothing wrong got errors',
        expected: `nearly all of ${tally.sent} are answered`,
        actual: `${tally.answered} are`,
      })
    },
  },
  {
    id: 'isolation.left-behind',
    stage: 4,
    // Then close.strangers-answer asks.
    until: 4,
    title: 'An answer whose client has gone reaches nobody else: neither the whole of it nor the rest.',
    points: 2,
    needs: ['keepalive.persists'],
    spec: 'CONTRACT, stage 3; RFC 9112 §9.2',
    why: 'People close pages while they load. Lent again with the rest of an answer on its way, a connection gives that to the next visitor.',
    hint: 'A connection goes back when its answer has ended, not when its client has; close it when the client goes before that.',
    lesson: MISTAKES,
    world: ONE_BACKEND,
    run: async lab => {
      for (const begun of lab.random.shuffle([false, true])) await leaveBehind(lab, begun)
    },
  },
  {
    id: 'isolation.fields',
    stage: 4,
    title: 'Fields of a request, or of an answer, do not turn up in the next one on the same connection.',
    needs: ['keepalive.persists'],
    spec: 'RFC 9112 §9.3',
    why: 'A cookie that stays behind logs the next visitor in as the one before.',
    hint: 'Make a new head, and a new list of fields, for each message.',
    lesson: MISTAKES,
    world: ONE_BACKEND,
    run: async lab => {
      const client = await lab.client()
      const name = `X-${lab.random.word()}`
      const secret = lab.random.hex(16)
      const first = lab.request({
        fields: [
          [name, secret],
          ['Cookie', secret],
          ['Authorization', secret],
        ],
      })
      lab.answer(first, call =>
        call.respond({
          fields: [
            [name, secret],
            ['Set-Cookie', secret],
          ],
        }),
      )
      await lab.exchange(first, client)
      for (const method of ['GET', 'POST', 'GET']) {
        const { call, response } = await lab.exchange({ method, ...(method === 'POST' && { body: 'x' }) }, client)
        for (const message of [call.head, response]) {
          const left = [name, 'Cookie', 'Authorization', 'Set-Cookie'].filter(
            each => valuesOf(message, each).length > 0,
          )
          must(left.length === 0, {
            reason: `${left.join(' and ')} of an earlier exchange came again with ${message === response ? 'an answer' : 'a request'}`,
            expected: 'only fields of its own',
            actual: message === response ? response.head : call.head.bytes,
          })
        }
      }
    },
  },
]
