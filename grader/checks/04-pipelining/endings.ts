// Pipelines that do not go to their end: a close, a malformed request, a backend that fails in the middle.
import type { Check } from '../../check.ts'
import { answersTo, outcomeOf } from '../../lab/outcome.ts'
import { isRefusal } from '../../lab/refusal.ts'
import { must } from '../../verdict.ts'
import { FRAGILE } from '../03-forward/worlds.ts'

const TASKS = 'stages/04-pipelining/README.md#what-the-course-asks-for-and-where-it-is'
const MISTAKES = 'stages/04-pipelining/README.md#five-mistakes-people-make-here'

const MALFORMED = [
  'GET / HTTP/1.1\r\nHost: lab.test\r\nno colon in this line\r\n\r\n',
  'GET /\r\n\r\n',
  'POST / HTTP/1.1\r\nHost: lab.test\r\nContent-Length: five\r\n\r\n',
  'GET / HTTP/1.1\r\nHost: lab.test\r\nX-Blank : 1\r\n\r\n',
  'GET / HTTP/1.1\r\nHost: lab.test\r\nTransfer-Encoding: chunked, chunked\r\n\r\n',
]

export const ENDINGS: readonly Check[] = [
  {
    id: 'pipelining.close-in-the-middle',
    stage: 4,
    title:
      'Of pipelined requests those up to the one with Connection: close are answered; what stands behind it is not processed.',
    needs: ['keepalive.persists'],
    spec: 'RFC 9112 §9.6',
    why: 'The client has said that it will not listen any more: what is done behind that is done for nobody.',
    hint: 'Behind such a request read nothing more; close when its answer has left.',
    lesson: TASKS,
    run: async lab => {
      const [first, last, behind] = [
        lab.request(),
        lab.request({ fields: [['Connection', 'close']] }),
        lab.request({ method: lab.random.pick(['GET', 'POST', 'DELETE']), body: '' }),
      ]
      lab.mustNeverArrive(behind.mark, 'a request behind one with Connection: close was processed')
      const client = await lab.client()
      client.send(first, last, behind)
      await answersTo([first, last], client)
      await client.ended()
    },
  },
  {
    id: 'pipelining.malformed-in-the-middle',
    stage: 4,
    title:
      'Of pipelined requests those in front of a malformed one are answered first; then it is refused, and nothing behind it is read.',
    points: 2,
    needs: ['keepalive.persists'],
    spec: 'RFC 9112 §9.3.2, CONTRACT, stage 4',
    why: 'The client takes the first answer for that to its first request, also when it is a 400.',
    hint: 'The refusal takes a place in the queue like any answer, and is the last.',
    lesson: MISTAKES,
    run: async lab => {
      for (const malformed of lab.random.shuffle(MALFORMED)) {
        const [first, behind] = [lab.request(), lab.request()]
        const gate = lab.gate()
        lab.answer(first, async call => {
          await gate.opened
          await call.respond()
        })
        lab.mustNeverArrive(behind.mark, 'a request behind a malformed one was processed')
        const client = await lab.client()
        client.send(first, malformed, behind)
        await lab.arrival(first)
        // Time for a refusal to overtake, if it does.
        await Promise.race([client.received(1), lab.patience(30)])
        gate.open()
        await answersTo([first], client)
        const refusal = await client.message()
        must(refusal === undefined || isRefusal(refusal.status), () => ({
          reason: 'a malformed request in a pipeline was not refused',
          expected: 'a status of 4xx, 501 or 505, or a close',
          actual: `${refusal?.status} ${refusal?.reason}`,
        }))
        await client.ended()
        client.close()
      }
    },
  },
  {
    id: 'pipelining.failure-in-the-middle',
    stage: 4,
    title:
      'When the backend of the second of three pipelined requests fails, the first is answered, and the third does not take its place.',
    points: 2,
    needs: ['keepalive.persists'],
    spec: 'RFC 9112 §9.3.2',
    why: 'An answer that fails must leave the queue: else the client gets the next one in its place, or waits for ever.',
    hint: 'Every way out of an exchange ends its place in the queue: with an answer, an error, or a close.',
    lesson: MISTAKES,
    world: FRAGILE,
    run: async lab => {
      for (const method of ['POST', 'GET']) {
        const [first, second, third] = [lab.request(), lab.request({ method, body: '' }), lab.request()]
        lab.answer(second, async call => {
          await call.settled()
          call.reset()
        })
        const client = await lab.client()
        client.send(first, second, third)
        await answersTo([first], client)
        const failed = await outcomeOf(client, second)
        must(failed.kind !== 'answered' && failed.kind !== 'refused', () => ({
          reason: `a ${method} whose backends reset every connection was answered by ${failed.response?.status}`,
          expected: '502, 503 or a close',
        }))
        if (failed.kind === 'error') await outcomeOf(client, third)
        else await client.ended()
      }
    },
  },
  {
    id: 'pipelining.empty-line',
    stage: 4,
    level: 'should',
    title: 'An empty line behind a body, which some clients send, is passed over.',
    spec: 'RFC 9112 §2.2',
    why: 'Old clients add CR LF to the body of a POST; the next request is well all the same.',
    hint: 'Skip empty lines in front of a request line.',
    lesson: TASKS,
    run: async lab => {
      const [post, get] = [lab.request({ method: 'POST', body: lab.random.word() }), lab.request()]
      const client = await lab.client()
      client.send(post, '\r\n', get)
      await answersTo([post, get], client)
    },
  },
]
