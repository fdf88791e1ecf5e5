// Deadlines for backends until the head of their answer.
import type { Check } from '../../check.ts'
import { mustAnswer } from '../../lab/exchange.ts'
import { must } from '../../verdict.ts'
import { EXPERIMENTS, MISTAKES } from './lesson.ts'
import { mustBeLate, QUICK_FOR_BACKENDS, QUICK_MS } from './quick-world.ts'

const SPEC = 'CONTRACT, stage 5: all timeouts of the conf hold'
const WHY = 'Without a limit one backend that hangs keeps its clients for ever, and their connections with them.'

export const BACKEND_DEADLINES: readonly Check[] = [
  {
    id: 'deadline.silent-backend',
    stage: 5,
    title: 'When a backend does not answer within response_ms the client is told: 504.',
    spec: `${SPEC}; RFC 9110 §15.6.5`,
    why: WHY,
    hint: 'Start a timer when the request has been sent; when it rings, answer 504 and close the connection to the backend.',
    lesson: EXPERIMENTS,
    world: QUICK_FOR_BACKENDS,
    run: async lab => {
      const request = lab.request()
      const gate = lab.gate()
      lab.answer(request, () => gate.opened)
      const client = await lab.client()
      const beganAt = performance.now()
      client.send(request)
      const response = await client.response()
      const waitedMs = Math.round(performance.now() - beganAt)
      mustBeLate(lab, response, `no backend answered within ${QUICK_MS} ms`)
      // Half of it: no machine is so fast that its clocks disagree by more.
      must(waitedMs > QUICK_MS / 2, {
        reason: 'the backend was given up too early',
        expected: `it has ${QUICK_MS} ms`,
        actual: `${waitedMs} ms`,
      })
    },
  },
  {
    id: 'deadline.half-answer-head',
    stage: 5,
    title: 'When a backend sends half a head and then nothing, the client is told: 504.',
    spec: SPEC,
    why: WHY,
    hint: 'The first octet of an answer does not end the wait for its head.',
    lesson: MISTAKES,
    world: QUICK_FOR_BACKENDS,
    run: async lab => {
      const request = lab.request()
      const gate = lab.gate()
      lab.answer(request, async call => {
        await call.complete()
        await call.turn
        const bytes = call.answerBytes()
        call.send(bytes.subarray(0, lab.random.integer(1, bytes.indexOf('\r\n\r\n'))))
        await gate.opened
      })
      const client = await lab.client()
      client.send(request)
      mustBeLate(lab, await client.response(), 'half of a head came in time')
    },
  },
  {
    id: 'deadline.slow-answer-head',
    stage: 5,
    title: 'The head of an answer that comes octet by octet, and never ends, has no more time than any other.',
    spec: `${SPEC}: response_ms is the time until the head`,
    why: WHY,
    hint: 'What one octet renews is not a deadline. For the head there is one limit; anew for each piece of the body.',
    lesson: MISTAKES,
    world: QUICK_FOR_BACKENDS,
    run: async lab => {
      const request = lab.request()
      let isAnswered = false
      lab.answer(request, async call => {
        await call.complete()
        await call.turn
        const bytes = call.answerBytes()
        call.send(`${bytes.subarray(0, bytes.indexOf('\r\n') + 2)}X-Slow: `)
        for (const endsAt = performance.now() + 12 * QUICK_MS; !isAnswered && performance.now() < endsAt; ) {
          call.send('x')
          await lab.patience(QUICK_MS / 10)
        }
        if (!isAnswered) call.send(`\r\n${bytes.subarray(bytes.indexOf('\r\n') + 2)}`)
        call.done()
      })
      const client = await lab.client()
      client.send(request)
      const response = await client.response().finally(() => {
        isAnswered = true
      })
      mustBeLate(lab, response, 'a head came octet by octet for twelve times as long as it may take')
    },
  },
  {
    id: 'deadline.late-answer',
    stage: 5,
    title: 'An answer that comes after its client was told 504 reaches nobody.',
    points: 3,
    spec: 'RFC 9112 §9.2',
    why: 'It would be taken for the answer to the next request on that connection, and so would every one behind it: strangers read each other’s pages.',
    hint: 'A connection that owes an answer which nobody awaits any more cannot serve again: close it.',
    lesson: MISTAKES,
    world: QUICK_FOR_BACKENDS,
    run: async lab => {
      const late = Array.from({ length: 3 }, () => lab.request({ path: '/late' }))
      const gate = lab.gate()
      for (const request of late)
        lab.answer(request, async call => {
          await gate.opened
          await call.respond({ outOfTurn: true })
        })
      const clients = await Promise.all(late.map(() => lab.client()))
      for (const [index, request] of late.entries()) clients[index]?.send(request)
      for (const client of clients) mustBeLate(lab, await client.response(), 'no backend answered in time')
      // Right on its heels, so that a connection that serves again does so before or while the late answers come.
      const next = await Promise.all(Array.from({ length: 6 }, () => lab.client()))
      const requests = next.map(() => lab.request({ path: '/next' }))
      const nextGate = lab.gate()
      for (const request of requests)
        lab.answer(request, async call => {
          await nextGate.opened
          await call.respond()
        })
      for (const [index, client] of next.entries()) client.send(requests[index] ?? '')
      await Promise.race([lab.arrivals(late.length + requests.length), lab.patience(150)])
      gate.open()
      await lab.patience(20)
      nextGate.open()
      for (const [index, request] of requests.entries()) {
        const client = next[index] as (typeof next)[number]
        const response = await client.response()
        // Those who have waited behind the gate may have waited too long.
        if (response.provenance !== undefined) mustAnswer(response, request, client.name)
        else mustBeLate(lab, response, 'the lab held the answer back')
      }
    },
  },
  {
    id: 'deadline.interim-only',
    stage: 5,
    title: 'A backend that sends an interim response and then nothing more has not answered.',
    spec: `${SPEC}; RFC 9110 §15.2`,
    why: 'What takes 103 for an answer, or for a sign of life that is good for ever, hangs.',
    hint: 'The wait for a head ends with a final one.',
    lesson: MISTAKES,
    world: QUICK_FOR_BACKENDS,
    run: async lab => {
      const gate = lab.gate()
      for (const ends of [true, false]) {
        const request = lab.request({ method: 'POST', body: 'x' })
        lab.answer(request, async call => {
          await call.complete()
          await call.turn
          call.send('HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n')
          if (ends) call.finish()
          else await gate.opened
        })
        const client = await lab.client()
        client.send(request)
        const what = `a backend sent 103 and ${ends ? 'closed' : 'then nothing'}`
        const response = await client.message('POST')
        if (response === undefined) lab.warn(`${what}, and the client was cut off without a word`)
        else mustBeLate(lab, response, what, ends ? 502 : 504)
      }
    },
  },
]
