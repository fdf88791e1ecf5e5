// What counts as a failure of a backend, and how failures are counted: in a row, until the next answer.
import type { Check } from '../../check.ts'
import { must } from '../../verdict.ts'
import { getMany, SLEEPS, SPEC } from './health-worlds.ts'
import { IDEAS } from './lesson.ts'

const SHORT_MS = 100
// Whoever rests for a second, whatever the conf says, has not come so far when the patience ends.
const SHORT_RESTS = 12

export const FAILURES: readonly Check[] = [
  {
    id: 'health.one-failure',
    stage: 5,
    title: 'A backend that has failed once, where fail_after is more, goes on being asked.',
    spec: SPEC,
    why: 'One slow page does not make a backend ill; who believes that it does has none left on a busy day.',
    hint: 'An answer sets the count of failures back to zero.',
    lesson: IDEAS,
    world: { own: true, timeouts: { response_ms: 400 }, health: { fail_after: 4, rest_ms: 60_000 } },
    run: async lab => {
      const request = lab.request()
      const gate = lab.gate()
      lab.answer(request, () => gate.opened)
      const client = await lab.client()
      client.send(request)
      const { backend } = await lab.arrival(request)
      await client.message()
      const isAsked = async () => {
        await getMany(lab, 12)
        return lab.calls.filter(call => call.mark !== request.mark && call.backend === backend).length > 0
      }
      must((await isAsked()) || (await isAsked()), {
        reason: `backend ${backend} was late once, and gets no request any more`,
        expected: `it rests when it has failed 4 times in a row`,
        actual: 'all 24 requests went to the others',
      })
    },
  },
  {
    id: 'health.in-a-row',
    stage: 5,
    title: 'Failures do not add up: a backend whose failures have answers between them goes on being asked.',
    needs: ['health.one-failure'],
    spec: SPEC,
    why: 'Every backend fails now and then; who counts for ever has struck off all of them by the evening.',
    hint: 'An answer sets the count of failures back to zero.',
    lesson: IDEAS,
    world: { own: true, backends: 2, health: { fail_after: 3, rest_ms: 60_000 } },
    run: async lab => {
      for (let failures = 1; failures <= 10; failures += 1) {
        // POST, so that nobody else is asked for it.
        const request = lab.request({ method: 'POST', body: 'x' })
        lab.answer(request, async call => {
          await call.settled()
          // Without an octet it could be a kept connection that has just been closed, which is nobody's failure.
          call.send('HTTP/1.1 20')
          call.finish()
        })
        const client = await lab.client()
        client.send(request)
        await client.message('POST')
        const before = lab.calls.length
        for (let count = 0; count < 4; count += 1) await lab.exchange()
        const asked = new Set(lab.calls.slice(before).map(({ backend }) => backend))
        must(asked.size === 2, {
          reason: `a backend rests behind ${failures} failures of both, with answers between all of them`,
          expected: 'it rests when it has failed 3 times in a row',
          actual: `only backend ${[...asked].join()} was asked for four requests`,
        })
      }
    },
  },
  {
    id: 'health.short-rests',
    stage: 5,
    title:
      'Where rest_ms is short the rest is short: a backend that fails each time is tried again each time it is over.',
    needs: ['health.rests', 'health.comes-back'],
    spec: SPEC,
    why: 'Whoever has written 100 ms has backends that start in 100 ms, and wants them back.',
    hint: 'Take rest_ms as it stands in the conf: no least value of your own, and no second that is rounded up to.',
    lesson: IDEAS,
    world: { own: true, backends: 2, health: { fail_after: 1, rest_ms: SHORT_MS } },
    run: async lab => {
      const backend = lab.random.pick(lab.backends)
      backend.onAccept(socket => socket.resetAndDestroy())
      await backend.stop()
      await backend.start()
      const before = backend.acceptedConnections
      const giveUpAt = performance.now() + 8000
      while (backend.acceptedConnections - before < SHORT_RESTS) {
        must(performance.now() < giveUpAt, {
          reason: `backend ${backend.number} rests for longer than the conf says`,
          expected: `it is tried again ${SHORT_MS} ms after each failure`,
          actual: `${backend.acceptedConnections - before} times in 8 s, in the midst of requests`,
        })
        await lab.exchange()
        await lab.patience(10)
      }
    },
  },
  {
    id: 'health.application-errors',
    stage: 5,
    level: 'should',
    title: 'A backend that answers 500 has answered: it does not rest.',
    spec: SPEC,
    why: 'One page with a fault in it would take down one backend after the other.',
    hint: 'What fails is an attempt that got no answer.',
    lesson: IDEAS,
    world: SLEEPS,
    run: async lab => {
      lab.answerAll(call => call.respond({ status: 500, reason: 'Internal Server Error' }))
      for (let count = 0; count < 12; count += 1) await lab.exchange()
      lab.answerAll(call => call.respond())
      const before = lab.calls.length
      await getMany(lab, 18)
      const asked = new Set(lab.calls.slice(before).map(({ backend }) => backend))
      must(asked.size === 3, {
        reason: 'answers with status 500 took backends out of the rotation',
        expected: 'all 3 backends are asked',
        actual: `${asked.size} of them`,
      })
    },
  },
  {
    id: 'health.late',
    stage: 5,
    title: 'A backend that has been late fail_after times in a row rests, as one that is down does.',
    spec: `${SPEC}; nginx: max_fails counts timeouts`,
    why: 'A machine that hangs costs each client whom it gets the whole of response_ms: more than one that is dead.',
    hint: 'Where you answer 504, report a failure of the backend.',
    lesson: IDEAS,
    world: { ...SLEEPS, timeouts: { response_ms: 300 } },
    run: async lab => {
      const late = lab.random.pick(lab.backends).number
      const gate = lab.gate()
      lab.answerAll(call => (call.backend === late ? gate.opened : call.respond()))
      const askForLate = async (requests: number) => {
        const before = lab.calls.length
        for (let count = 0; count < requests; count += 1) {
          const client = await lab.client()
          client.send(lab.request())
          await client.message()
          client.close()
        }
        return lab.calls.slice(before).filter(({ backend }) => backend === late).length
      }
      // One after the other: so it has been late often enough before the next one asks.
      await askForLate(9)
      const more = await askForLate(18)
      must(more <= 2, {
        reason: `backend ${late} answers nothing within response_ms, and still is asked`,
        expected: 'no request while it rests (2 are forgiven)',
        actual: `${more} of 18 requests`,
      })
    },
  },
]
