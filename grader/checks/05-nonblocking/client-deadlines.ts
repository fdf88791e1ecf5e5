// Deadlines for clients: for a request, from its first octet to its last, and for the pause before the next.
import type { Check } from '../../check.ts'
import type { Client } from '../../lab/client.ts'
import { mustAnswer } from '../../lab/exchange.ts'
import type { Lab } from '../../lab/lab.ts'
import { NEVER_RESTS } from '../../lab/world-options.ts'
import { Failure, must } from '../../verdict.ts'
import { IDEAS, MISTAKES } from './lesson.ts'
import { mustBeLetGo, oneOfThree, pauseWithin, QUICK_FOR_CLIENTS, QUICK_MS } from './quick-world.ts'

const SPEC = 'CONTRACT, stage 5: all timeouts of the conf hold'
const WHY = 'Whoever can hold a connection for ever at no cost can hold all of them.'
const PATIENT_MS = 1000

export const CLIENT_DEADLINES: readonly Check[] = [
  {
    id: 'deadline.silent-client',
    stage: 5,
    title: 'A client that connects and never says anything is let go when request_ms is over.',
    spec: SPEC,
    why: WHY,
    hint: 'The clock starts when the connection is accepted, not with the first octet.',
    lesson: MISTAKES,
    world: QUICK_FOR_CLIENTS,
    byHand: 'time nc 127.0.0.1 {port} < /dev/null',
    run: async lab => {
      await mustBeLetGo(await lab.client(), `a client that said nothing for ${QUICK_MS} ms`)
    },
  },
  {
    id: 'deadline.half-head',
    stage: 5,
    title: 'A client that sends half a head is let go when request_ms is over.',
    spec: `${SPEC}; RFC 9110 §15.5.9`,
    why: WHY,
    hint: 'Note when a request began; whoever looks at the clock asks whether it has ended.',
    lesson: IDEAS,
    world: QUICK_FOR_CLIENTS,
    run: async lab => {
      const [first, second] = [await lab.client(), await lab.client()]
      await lab.exchange({}, second)
      const half = async (client: Client, what: string) => {
        const request = lab.request()
        lab.mustNeverArrive(request.mark, 'half of a head reached a backend as a request')
        client.send(request.bytes.subarray(0, lab.random.integer(5, request.bytes.length - 2)))
        await mustBeLetGo(client, what)
      }
      await Promise.all([half(first, 'half a head'), half(second, 'half a head behind an answer')])
    },
  },
  {
    id: 'deadline.slow-upload-in-time',
    stage: 5,
    title: 'A client may pause in its upload for longer than idle_ms and response_ms: only request_ms is about that.',
    points: 2,
    spec: SPEC,
    why: 'Each clock is about one of the two sides: who takes a slow client for a slow backend, or for one that is idle, cuts off every phone.',
    hint: 'While a request comes neither the clock of pauses runs nor that of its backend, which cannot answer yet.',
    lesson: IDEAS,
    world: {
      timeouts: { request_ms: 8000, idle_ms: 300, response_ms: 300 },
      health: NEVER_RESTS,
    },
    run: async lab => {
      const request = lab.request({ method: 'POST', body: lab.random.text(2000) })
      const client = await lab.client()
      client.send(request.bytes.subarray(0, -1000))
      await pauseWithin(lab, 900, 7000)
      client.send(request.bytes.subarray(-1000))
      mustAnswer(await client.response('POST'), request)
    },
  },
  {
    id: 'deadline.waits-for-its-answer',
    stage: 5,
    title:
      'A client that waits for its answer for longer than request_ms and idle_ms is not let go, and has its whole pause behind it.',
    points: 2,
    spec: SPEC,
    why: 'It has said all that it had to say: the time that now goes by is that of the backend.',
    hint: 'The clock of a request ends with its last octet; that of the pause begins behind the answer.',
    lesson: IDEAS,
    world: { timeouts: { request_ms: QUICK_MS, idle_ms: 2 * QUICK_MS } },
    run: async lab => {
      await oneOfThree(lab, async () => {
        const client = await lab.client()
        const request = lab.request()
        lab.answer(request, async call => {
          await lab.patience(3 * QUICK_MS)
          await call.respond()
        })
        client.send(request)
        mustAnswer(await client.response(), request)
        await pauseWithin(lab, QUICK_MS / 2, 2 * QUICK_MS)
        await lab.exchange({}, client)
      })
    },
  },
  {
    id: 'deadline.slow-head',
    stage: 5,
    title: 'A head that comes octet by octet has no more time than any other.',
    points: 2,
    spec: SPEC,
    why: 'An octet a second holds a connection for hours; a thousand of such clients are one small machine (Slowloris).',
    hint: 'What one octet renews is not a deadline. The limit is for the whole head.',
    lesson: MISTAKES,
    world: QUICK_FOR_CLIENTS,
    run: async lab => {
      const request = lab.request({ fields: [['X-Slow', '']] })
      const client = await lab.client()
      // Without the blank line it never ends.
      client.send(request.head.subarray(0, -4))
      await dripUntilLetGo(lab, client, 'head')
      await mustBeLetGo(client, 'a head that never ends')
    },
  },
  {
    id: 'deadline.half-body',
    stage: 5,
    title:
      'A client that sends half a body is let go when request_ms is over, and no backend takes the half for the whole.',
    spec: SPEC,
    why: 'It holds two connections: its own and one to a backend.',
    hint: 'The deadline of a request ends with its last octet, not with its head.',
    lesson: MISTAKES,
    world: QUICK_FOR_CLIENTS,
    run: async lab => {
      const request = lab.request({ method: 'POST', body: lab.random.text(1000) })
      const client = await lab.client()
      client.send(request.bytes.subarray(0, -lab.random.integer(1, 900)))
      const response = await client.message('POST')
      must(response === undefined || response.status >= 400, () => ({
        reason: 'half a body was answered as if it were whole',
        expected: '408 and a close, or a close',
        actual: `${response?.status} ${response?.reason}`,
      }))
      await client.ended()
      for (const call of lab.callsOf(request))
        must((await call.settled()).state === 'cut', {
          reason: `${call.connectionName} got a whole request though the client had sent half of it`,
        })
    },
  },
  {
    id: 'deadline.slow-body',
    stage: 5,
    title: 'A body that comes octet by octet has no more time than any other.',
    points: 2,
    needs: ['deadline.half-body'],
    spec: `${SPEC}; stage 2: 408 for a request that is not complete within request_ms`,
    why: 'Whoever has learnt to guard his heads against Slowloris is met by its sister, which drips bodies (R-U-Dead-Yet).',
    hint: 'The limit is for the whole request: what one octet of a body renews is not a deadline either.',
    lesson: MISTAKES,
    world: QUICK_FOR_CLIENTS,
    run: async lab => {
      const length = ['Content-Length', '100000'] as const
      const client = await lab.client()
      client.send(lab.request({ method: 'POST', fields: [length] }))
      await dripUntilLetGo(lab, client, 'body')
      await mustBeLetGo(client, 'a body that never ends')
    },
  },
  {
    id: 'deadline.idle',
    stage: 5,
    title: 'A client that asks for nothing more is let go when idle_ms is over.',
    spec: `${SPEC}; RFC 9112 §9.5`,
    why: 'Browsers keep connections as long as they are allowed to, and each is a descriptor.',
    hint: 'Between two requests another limit counts than within one.',
    lesson: IDEAS,
    world: QUICK_FOR_CLIENTS,
    run: async lab => {
      const client = await lab.client()
      const request = lab.request()
      client.send(request)
      mustAnswer(await client.response(), request, client.name)
      await mustBeLetGo(client, 'a pause')
    },
  },
  {
    id: 'deadline.slow-in-time',
    stage: 5,
    title: 'A client that is slow but within its time is served.',
    spec: SPEC,
    why: 'A deadline that is too early cuts off telephones in trains.',
    hint: 'Milliseconds, not seconds; and counted from the beginning of this request.',
    lesson: IDEAS,
    world: { timeouts: { request_ms: PATIENT_MS, idle_ms: PATIENT_MS } },
    run: lab =>
      oneOfThree(lab, async () => {
        const client = await lab.client()
        // Each pause is within its own limit; all together are not.
        for (let count = 0; count < 2; count += 1) {
          const request = lab.request()
          client.send(request.bytes.subarray(0, 20))
          await pauseWithin(lab, PATIENT_MS * 0.4, PATIENT_MS)
          client.send(request.bytes.subarray(20))
          mustAnswer(await client.response(), request, client.name)
          await pauseWithin(lab, PATIENT_MS * 0.2, PATIENT_MS)
        }
      }),
  },
]

/** Sends an octet now and then. */
async function dripUntilLetGo(lab: Lab, client: Client, what: string): Promise<void> {
  const beganAt = performance.now()
  while (client.ending === undefined) {
    const heldMs = Math.round(performance.now() - beganAt)
    if (heldMs > QUICK_MS + 5000)
      throw new Failure({
        reason: `a client that sends an octet of its ${what} now and then holds its connection`,
        expected: `it is let go ${QUICK_MS} ms after it began`,
        actual: `it still was served after ${heldMs} ms`,
      })
    client.send('a')
    await lab.patience(25)
  }
}
