// The proxy's own questions: whether each backend is asked for health.path, and what becomes of the answers.
import type { Check } from '../../check.ts'
import type { Backend } from '../../lab/backend.ts'
import type { Call } from '../../lab/call.ts'
import { mustAnswer } from '../../lab/exchange.ts'
import type { Lab } from '../../lab/lab.ts'
import { toMark } from '../../lab/mark.ts'
import { valuesOf } from '../../lab/response.ts'
import type { WorldOptions } from '../../lab/world-options.ts'
import { must } from '../../verdict.ts'
import { getMany, SPEC, TOLD } from './health-worlds.ts'
import { IDEAS } from './lesson.ts'

/** A probe that bears a mark is seen, as a client's request is. */
const PROBE = toMark('4ea17b000001')
const ASKED_EVERY_MS = 100
// Whoever asks every second, whatever the conf says, has not come so far when the patience ends.
const PROBES = 12
const FAIL_AFTER = 1000

const ASKED: WorldOptions = {
  health: { path: `/health/${PROBE}`, interval_ms: ASKED_EVERY_MS, fail_after: FAIL_AFTER, rest_ms: 60_000 },
}

export const PROBE_CHECKS: readonly Check[] = [
  {
    id: 'health.asked',
    stage: 5,
    title: 'Each backend is asked for health.path every interval_ms, also where no client asks for anything.',
    points: 2,
    spec: 'CONTRACT, the conf file: health',
    why: 'At night nobody asks. A backend that died then is found out in the morning, by the first clients.',
    hint: 'A clock for each backend: connect, ask for the path, read the whole answer, wait for interval_ms.',
    lesson: IDEAS,
    world: ASKED,
    run: async lab => {
      const probesOf = (backend: Backend) => probesAt(lab, backend)
      const startedAt = performance.now()
      for (const backend of lab.backends)
        while (probesOf(backend) < PROBES || performance.now() - startedAt < 10 * ASKED_EVERY_MS) {
          must(performance.now() - startedAt < 8000, () => ({
            reason: `backend ${backend.number} was not asked for health.path as often as the conf says`,
            expected: `a request for it every ${ASKED_EVERY_MS} ms`,
            actual: `${probesOf(backend)} in 8 s`,
          }))
          await lab.patience(20)
        }
      const intervals = Math.ceil((performance.now() - startedAt) / ASKED_EVERY_MS)
      for (const backend of lab.backends)
        must(probesOf(backend) <= 2 * intervals + 5, () => ({
          reason: `backend ${backend.number} was asked for health.path far more often than the conf says`,
          expected: `a request for it every ${ASKED_EVERY_MS} ms`,
          actual: `${probesOf(backend)} in ${intervals * ASKED_EVERY_MS} ms`,
        }))
    },
  },
  {
    id: 'health.failed-probes',
    stage: 5,
    title:
      'A backend that has not answered health.path goes on being asked, for that and by clients, until it has failed fail_after times.',
    needs: ['health.asked'],
    spec: `${SPEC}; the conf file: path is asked every interval_ms`,
    why: 'One probe that was lost takes a whole machine away; and a clock that ends with its first failure never finds out that it was nothing.',
    hint: 'A failed probe is a failure like others: it is counted, and the next one is asked for all the same.',
    lesson: IDEAS,
    world: ASKED,
    run: async lab => {
      const backend = lab.random.pick(lab.backends)
      lab.answer(PROBE, call => {
        if (call.backend === backend.number) return cutOff(call)
        return call.respond()
      })
      const failedBefore = probesAt(lab, backend)
      const giveUpAt = performance.now() + 8000
      // The third comes when the second has been dealt with: it may have been under way before.
      while (probesAt(lab, backend) < failedBefore + 3) {
        must(performance.now() < giveUpAt, () => ({
          reason: `backend ${backend.number} was not asked for health.path any more when an answer to that was cut off`,
          expected: `a request for it every ${ASKED_EVERY_MS} ms`,
          actual: `${probesAt(lab, backend) - failedBefore} in 8 s`,
        }))
        await lab.patience(20)
      }
      const before = lab.calls.length
      await getMany(lab, 12)
      const asked = lab.calls.slice(before).filter(call => call.mark !== PROBE && call.backend === backend.number)
      must(asked.length > 0, {
        reason: `backend ${backend.number} rests though it has failed less than ${FAIL_AFTER} times`,
        expected: `it is asked by clients until it has failed ${FAIL_AFTER} times in a row`,
        actual: 'all 12 requests went to the others',
      })
    },
  },
  {
    id: 'health.probes',
    stage: 5,
    title: 'Answers to health checks reach no client.',
    points: 2,
    spec: 'CONTRACT, stage 5; RFC 9112 §9.2',
    why: 'The answer to the proxy’s own question, given to a client, puts every answer behind it into wrong hands.',
    hint: 'A probe is an exchange like any other: its connection is free when its answer has ended.',
    lesson: IDEAS,
    world: { own: true, health: { path: '/health', interval_ms: 50, fail_after: 3, rest_ms: 300 } },
    run: async lab => {
      // A dozen probes, and at each of them some requests are under way.
      const endsAt = performance.now() + 600
      const askOnAndOn = async () => {
        let client = await lab.client()
        while (performance.now() < endsAt) {
          const request = lab.request()
          client.send(request)
          const response = await client.response()
          // Where a probe is late, or the answer to it, lawful proxies take everybody for ill.
          if (TOLD.includes(response.status)) return
          mustAnswer(response, request, client.name)
          if (valuesOf(response, 'connection').join().toLowerCase().includes('close')) client = await lab.client()
          // The machine has other checks to make.
          await lab.patience(3)
        }
      }
      await Promise.all(Array.from({ length: 4 }, askOnAndOn))
    },
  },
]

function probesAt(lab: Lab, { number }: Backend): number {
  return lab.callsOf(PROBE).filter(({ backend }) => backend === number).length
}

// Without an octet it could be a kept connection that has just been closed, which is nobody's failure.
async function cutOff(call: Call): Promise<void> {
  await call.settled()
  await call.turn
  call.send('HTTP/1.1 20')
  call.finish()
}
