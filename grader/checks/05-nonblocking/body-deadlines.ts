// Deadlines for backends behind the head: between pieces of a body, and for what they do not read.
import type { Check } from '../../check.ts'
import { mustAnswer } from '../../lab/exchange.ts'
import { heard } from '../../lab/patience.ts'
import { NEVER_RESTS } from '../../lab/world-options.ts'
import { must, mustEqual } from '../../verdict.ts'
import { IDEAS, MISTAKES } from './lesson.ts'
import { LONG_MS, LongBody, requestFor } from './long-body.ts'
import { oneOfThree, QUICK_FOR_BACKENDS, QUICK_MS } from './quick-world.ts'

const SPEC = 'CONTRACT, stage 5: all timeouts of the conf hold'
const POLL_MS = 600

export const BODY_DEADLINES: readonly Check[] = [
  {
    id: 'deadline.half-answer-body',
    stage: 5,
    title: 'When a backend stops in the middle of a body, the client sees that the body is cut.',
    points: 2,
    spec: `${SPEC}; RFC 9112 §8`,
    why: 'A download that hangs for ever is never tried again, and half a file that looks whole is worse.',
    hint: 'Between two pieces of a body the deadline counts, too. Behind the head only breaking the connection is honest.',
    lesson: MISTAKES,
    world: QUICK_FOR_BACKENDS,
    run: async lab => {
      for (const framing of lab.random.shuffle(['length', 'chunked'] as const)) {
        const request = lab.request()
        const gate = lab.gate()
        lab.answer(request, async call => {
          await call.complete()
          await call.turn
          const bytes = call.answerBytes({ framing, body: lab.random.text(1000) })
          call.send(bytes.subarray(0, -lab.random.integer(10, 900)))
          await gate.opened
        })
        const client = await lab.client()
        client.send(request)
        const response = await client.message()
        must(response === undefined || !response.complete || response.status >= 500, () => ({
          reason: `half of a body (${framing}) was given to the client as a whole answer`,
          expected: 'the connection ends before the message does',
          actual: `${response?.status} with ${response?.bodyBytes} octets`,
        }))
        // A whole error of the proxy's own says all; the connection may go on behind it.
        if (!response?.complete) await client.ended()
      }
    },
  },
  {
    id: 'deadline.slow-answer-in-time',
    stage: 5,
    title:
      'A backend that is slow but within its time is waited for: for the head, and for each piece of the body anew.',
    points: 2,
    spec: SPEC,
    why: 'Long polls and reports that take their time are cut off by a deadline that is too short, or that is for the whole answer.',
    hint: 'What a backend sends gives it its whole time again.',
    lesson: IDEAS,
    world: { timeouts: { response_ms: POLL_MS }, health: NEVER_RESTS },
    run: lab =>
      oneOfThree(lab, async () => {
        const request = lab.request({ path: '/poll' })
        lab.answer(request, async call => {
          await call.complete()
          await call.turn
          const bytes = call.answerBytes({ body: lab.random.text(1000) })
          for (const piece of [bytes.subarray(0, -700), bytes.subarray(-700, -300), bytes.subarray(-300)]) {
            await lab.patience(POLL_MS * 0.7)
            call.send(piece)
          }
          call.done()
        })
        const client = await lab.client()
        client.send(request)
        const response = await client.response()
        mustAnswer(response, request, client.name)
        mustEqual(response.bodyBytes, 1000, 'the length of the body')
      }),
  },
  {
    id: 'deadline.backend-does-not-read',
    stage: 5,
    title:
      'When a backend stops reading in the middle of an upload, the client is told, or cut off, when response_ms is over.',
    points: 2,
    spec: SPEC,
    why: 'Nothing comes and nothing goes: without a deadline for that, it lasts until somebody restarts the proxy.',
    hint: 'Also a backend that takes nothing is silent.',
    lesson: IDEAS,
    world: QUICK_FOR_BACKENDS,
    run: async lab => {
      const body = new LongBody(lab.random, 32)
      const length = ['Content-Length', String(body.byteCount)] as const
      const request = lab.request({ method: 'POST', path: '/upload', fields: [length] })
      lab.answer(request, call => call.pause())
      const client = await lab.client()
      client.send(request)
      const sending = body.sendTo(client)
      heard(sending)
      const response = await client.message('POST')
      must(response === undefined || response.status >= 400, () => ({
        reason: 'an upload that no backend has read was answered',
        expected: '504, 502 or 503, or a close',
        actual: `${response?.status} ${response?.reason}`,
      }))
      client.reset()
      await sending
    },
  },
  {
    id: 'deadline.slow-reader',
    stage: 5,
    title: 'A client that does not read for longer than response_ms, and then reads on, gets its whole answer.',
    points: 2,
    spec: `${SPEC}: response_ms is the time of the backend`,
    why: 'Somebody on a train loses his connection for a while, and the backend, which waits for him, is blamed and cut off.',
    hint: 'While you do not read from the backend because the client has no room, the clock of the backend stands still.',
    lesson: MISTAKES,
    // Of its own, since it takes twice as long as the others in that world, which are made one after the other.
    world: { ...QUICK_FOR_BACKENDS, own: true },
    capMs: LONG_MS,
    run: lab =>
      oneOfThree(lab, async () => {
        // More than kernels keep on the way.
        const body = new LongBody(lab.random, 24)
        const request = requestFor(lab, '/download', body)
        const client = await lab.client()
        client.send(request)
        await client.received(1)
        client.pause()
        await lab.patience(2 * QUICK_MS)
        client.resume()
        const response = await client.response('GET', { keepBody: false, limitMs: LONG_MS })
        mustAnswer(response, request, client.name)
        mustEqual(response.sha256, body.sha256, 'the SHA-256 of the body that the client got')
      }),
  },
]
