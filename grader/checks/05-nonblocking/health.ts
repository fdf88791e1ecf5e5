// Backends that fail: nobody suffers as long as another is well, the failing one rests, and comes back.

import type { Check } from '../../check.ts'
import type { Backend } from '../../lab/backend.ts'
import type { Client } from '../../lab/client.ts'
import type { Lab } from '../../lab/lab.ts'
import { Failure, must } from '../../verdict.ts'
import { getMany, NAPS, SLEEPS, SPEC, TOLD } from './health-worlds.ts'
import { EXPERIMENTS, IDEAS, MISTAKES } from './lesson.ts'

export const HEALTH: readonly Check[] = [
  {
    id: 'health.no-error',
    stage: 5,
    title: 'While one backend is well no client sees an error, though the others die in the midst of traffic.',
    points: 3,
    spec: 'CONTRACT, stage 5',
    why: 'That one machine may die unnoticed is what there are several for.',
    hint: 'A request that may be repeated goes to the next backend, until one has answered or all have failed.',
    lesson: EXPERIMENTS,
    world: NAPS,
    run: async lab => {
      const [first, second] = lab.random.shuffle(lab.backends) as [Backend, Backend]
      await getMany(lab, 12)
      await first.stop()
      await getMany(lab, 24)
      // This one is there, and closes each connection as soon as it stands.
      second.onAccept(socket => socket.resetAndDestroy())
      await second.stop()
      await second.start()
      await getMany(lab, 24)
      second.onAccept(undefined)
    },
  },
  {
    id: 'health.rests',
    stage: 5,
    title: 'A backend that has failed fail_after times in a row is not asked again before rest_ms is over.',
    points: 2,
    spec: SPEC,
    why: 'To ask a dead machine first costs each third request the time of a failure.',
    hint: 'Count failures in a row for each backend; note until when it rests; the balancer passes over those that rest.',
    lesson: IDEAS,
    world: SLEEPS,
    run: async lab => {
      const backend = lab.random.pick(lab.backends)
      backend.onAccept(socket => socket.resetAndDestroy())
      await backend.stop()
      await backend.start()
      // One after the other: so it has failed often enough before the next one asks.
      for (let count = 0; count < 12; count += 1) await lab.exchange()
      const dials = backend.acceptedConnections
      for (let count = 0; count < 36; count += 1) await lab.exchange()
      const more = backend.acceptedConnections - dials
      must(more <= 4, {
        reason: `backend ${backend.number} has failed again and again, and still is asked`,
        expected: 'no dial while it rests (4 are forgiven)',
        actual: `${more} dials during 36 requests`,
      })
    },
  },
  {
    id: 'health.comes-back',
    stage: 5,
    title: 'A backend that is well again is asked again when rest_ms is over, each time.',
    points: 2,
    spec: SPEC,
    why: 'A backend that is struck off for ever makes each restart of one machine a restart of the proxy.',
    hint: 'A rest ends by the clock. The next request, or a probe, finds out whether it is well.',
    lesson: IDEAS,
    world: NAPS,
    run: async lab => {
      const backend = lab.random.pick(lab.backends)
      // Not only once: some know how to rest, and not how to begin anew.
      for (let rest = 1; rest <= 4; rest += 1) {
        await backend.stop()
        await getMany(lab, 24)
        await backend.start()
        const before = lab.calls.length
        const giveUpAt = performance.now() + 8000
        while (!lab.calls.slice(before).some(call => call.backend === backend.number)) {
          must(performance.now() < giveUpAt, {
            reason: `backend ${backend.number} has been well again for 8 s, and gets no request`,
            expected: 'requests go to it 300 ms after its last failure',
            actual: `${lab.calls.length} requests went to the others`,
          })
          await lab.exchange()
          await lab.patience(20)
        }
      }
    },
  },
  {
    id: 'health.all-down',
    stage: 5,
    title: 'When all backends are down each client is told so at once; when one is back, the next one is served.',
    points: 2,
    spec: SPEC,
    why: 'A search for a healthy backend that has no end takes the whole proxy with it, also when the backends are back.',
    hint: 'If nobody is well, say 502 or 503, or try all of them; do not look again in a loop.',
    lesson: MISTAKES,
    world: NAPS,
    run: async lab => {
      for (const backend of lab.backends) await backend.stop()
      for (let round = 0; round < 3; round += 1)
        for (const { status } of await askMany(lab, 30))
          must(TOLD.includes(status), {
            reason: 'all backends are down, and the client was not told so',
            expected: '502 or 503 (504 is accepted)',
            actual: String(status),
          })
      await lab.random.pick(lab.backends).start()
      const giveUpAt = performance.now() + 8000
      for (;;) {
        const [response] = await askMany(lab, 1)
        if (response?.status === 200) return
        must(performance.now() < giveUpAt, {
          reason: 'a backend has been well again for 8 s, and clients still get errors',
          expected: '200',
          actual: String(response?.status),
        })
        await lab.patience(50)
      }
    },
  },
]

/** Whatever the answers are. */
async function askMany(lab: Lab, count: number) {
  const clients: Client[] = await Promise.all(Array.from({ length: count }, () => lab.client()))
  for (const client of clients) client.send(lab.request())
  const responses = await Promise.all(clients.map(client => client.message()))
  for (const client of clients) client.close()
  return responses.map(response => {
    if (response === undefined)
      throw new Failure({ reason: 'a client was cut off without a word', expected: '502 or 503' })
    return response
  })
}
