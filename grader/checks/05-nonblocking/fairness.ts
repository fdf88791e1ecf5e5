// Somebody is slow, and nobody else notices: others are served while the slow one is held.
import type { Check } from '../../check.ts'
import type { Client } from '../../lab/client.ts'
import { mustAnswer } from '../../lab/exchange.ts'
import type { Lab } from '../../lab/lab.ts'
import { Failure, mustEqual } from '../../verdict.ts'
import { IDEAS, MISTAKES } from './lesson.ts'
import { LongBody, requestFor, untilItStands } from './long-body.ts'

const SPEC = 'CONTRACT, stage 5: nobody pays for the slowest'
const WHY = 'There is always a slow one among many; if it costs the others anything, everything is always slow.'
const OTHERS = 20
/** Requests that backends keep waiting. */
const HELD = 30
// From stage 6 on three backends that return ids may be reached over 24 connections and no more: some must be left for the others.
const HELD_OF_24 = 16

export const FAIRNESS: readonly Check[] = [
  {
    id: 'fair.slow-reader',
    stage: 5,
    title: 'Clients that do not read their answers cost the others nothing.',
    spec: SPEC,
    why: WHY,
    hint: 'Whether there is room is asked of each socket for itself; nothing waits in a write.',
    lesson: IDEAS,
    run: async lab => {
      const body = new LongBody(lab.random, 16)
      const request = requestFor(lab, '/unread', body)
      const client = await lab.client()
      client.send(request)
      const call = await lab.arrival(request)
      const before = call.acceptedBytes
      await client.received(1)
      client.pause()
      await untilItStands(lab, () => call.acceptedBytes - before, body.byteCount)
      await othersMustBeServed(lab, 'while a client does not read its answer')
      client.resume()
      const response = await client.response('GET', { keepBody: false })
      mustEqual(response.sha256, body.sha256, 'the SHA-256 of what the slow client got')
    },
  },
  {
    id: 'fair.slow-writer',
    stage: 5,
    title: 'Clients that have sent half of their requests cost the others nothing.',
    spec: SPEC,
    why: WHY,
    hint: 'Reading a body is no loop that one client can keep you in.',
    lesson: MISTAKES,
    run: async lab => {
      const requests = Array.from({ length: 20 }, () => {
        return lab.request({ method: 'POST', path: '/half', body: lab.random.text(2000) })
      })
      const clients = await sendEach(lab, requests, ({ bytes }) => bytes.subarray(0, -1000))
      await othersMustBeServed(lab, 'while 20 clients have sent half of a body')
      for (const [index, request] of requests.entries()) {
        const client = clients[index] as Client
        client.send(request.bytes.subarray(-1000))
        mustAnswer(await client.response('POST'), request, client.name)
      }
    },
  },
  {
    id: 'fair.silent-clients',
    stage: 5,
    title: 'Clients that are connected and say nothing, or only half a head, cost the others nothing.',
    spec: SPEC,
    why: WHY,
    hint: 'Accept the next client before the first has said anything.',
    lesson: MISTAKES,
    run: async lab => {
      const requests = Array.from({ length: 60 }, () => lab.request())
      const clients = await sendEach(lab, requests, ({ bytes }, index) => bytes.subarray(0, index % 2 === 0 ? 0 : 20))
      await othersMustBeServed(lab, 'while 60 clients are silent')
      for (const client of clients) client.reset()
    },
  },
  {
    id: 'fair.hanging-backends',
    stage: 5,
    title: 'Requests that the backends do not answer cost the others nothing.',
    points: 2,
    spec: SPEC,
    why: 'One slow page must not make all other pages slow.',
    hint: 'Waiting for an answer must occupy nothing that the next request needs: no thread, no loop, no last connection.',
    lesson: MISTAKES,
    run: async lab => {
      const held = Array.from({ length: lab.stage < 6 ? HELD : HELD_OF_24 }, () => lab.request({ path: '/held' }))
      const gate = lab.gate()
      for (const request of held)
        lab.answer(request, async call => {
          await gate.opened
          await call.respond()
        })
      const clients = await sendEach(lab, held, ({ bytes }) => bytes)
      // A proxy may let some wait for a connection.
      await Promise.race([lab.arrivals(held.length), lab.patience(300)])
      await othersMustBeServed(lab, `while the backends do not answer ${held.length} requests`)
      gate.open()
      for (const [index, request] of held.entries())
        mustAnswer(await (clients[index] as Client).response(), request, `client ${index + 1}`)
    },
  },
]

/** Each on a connection of its own. */
async function sendEach<T>(
  lab: Lab,
  requests: readonly T[],
  part: (request: T, index: number) => Buffer,
): Promise<Client[]> {
  return await Promise.all(
    requests.map(async (request, index) => {
      const client = await lab.client()
      client.send(part(request, index))
      return client
    }),
  )
}

async function othersMustBeServed(lab: Lab, when: string): Promise<void> {
  try {
    // More than one read brings: also what comes second has to go on.
    const page = lab.random.bytes(200_000)
    const requests = Array.from({ length: OTHERS }, () => lab.request({ path: '/other' }))
    for (const request of requests) lab.answer(request, call => call.respond({ body: page }))
    await Promise.all(requests.map(request => lab.exchange(request)))
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    throw new Failure({
      reason: `${when}, others are not served: ${error.message}`,
      expected: `${OTHERS} other clients get their answers`,
      ...(error.actual !== undefined && { actual: error.actual }),
    })
  }
}
