// Backends that fail: nobody suffers as long as another is well, the failing one rests, and comes back.
import type { Check } from '../../check.ts'
import type { Backend } from '../../lab/backend.ts'
import type { Client } from '../../lab/client.ts'
import { mustAnswer } from '../../lab/exchange.ts'
import type { Lab } from '../../lab/lab.ts'
import type { WorldOptions } from '../../lab/world-options.ts'
import { Failure, must } from '../../verdict.ts'
import { EXPERIMENTS, IDEAS, MISTAKES } from './lesson.ts'

const SPEC = 'CONTRACT, stage 5: a backend that fails fail_after times in a row rests rest_ms, then is tried again'
/** So short a rest that to wait for its end takes no time. */
const NAPS: WorldOptions = { own: true, health: { fail_after: 2, rest_ms: 300 } }
/** So long a rest that it lasts for all of the check. */
const SLEEPS: WorldOptions = { own: true, health: { fail_after: 2, rest_ms: 60_000 } }

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
          must([502, 503, 504].includes(status), {
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
        const client = await lab.client()
        while (performance.now() < endsAt) {
          const request = lab.request()
          client.send(request)
          const response = await client.response()
          // Where a probe is late, or the answer to it, lawful proxies take everybody for ill.
          if (response.status === 503) return
          mustAnswer(response, request, client.name)
          // The machine has other checks to make.
          await lab.patience(3)
        }
      }
      await Promise.all(Array.from({ length: 8 }, askOnAndOn))
    },
  },
]

/** Each on a connection of its own, six at a time; each must get its answer. */
async function getMany(lab: Lab, count: number): Promise<void> {
  for (let left = count; left > 0; left -= 6)
    await Promise.all(
      Array.from({ length: Math.min(6, left) }, async () => {
        const request = lab.request()
        const client = await lab.client()
        client.send(request)
        mustAnswer(await client.response(), request, client.name)
        client.close()
      }),
    )
}

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
