import { expect, test } from 'vitest'
import { startEmbedded } from '../../backends/embedded.ts'
import { Random } from '../lab/random.ts'
import { autocannonGenerator } from './autocannon.ts'
import { countWrongAnswers } from './bodies.ts'

const PLAN = { clients: 4, seconds: 1, closes: false }

test('autocannon measures rate and latencies, and counts answers that are no success apart', async () => {
  await using backends = await startEmbedded([0])
  const origin = `http://127.0.0.1:${backends.ports[0]}`
  const generator = autocannonGenerator()
  expect(generator.name).toMatch(/^autocannon \d/)

  const well = await generator.run({ ...PLAN, url: `${origin}/` })
  expect(well.requestsPerSecond).toBeGreaterThan(0)
  expect(well.latencyMs.max).toBeGreaterThanOrEqual(well.latencyMs.p50)
  expect(well.errors).toEqual({ connect: 0, cut: 0, timeout: 0, status: 0 })

  const missing = await generator.run({ ...PLAN, url: `${origin}/no-such-page` })
  expect(missing.errors.status).toBeGreaterThan(0)
})

test('our own client finds no wrong answer where there is none, and all where nobody answers', async () => {
  const backends = await startEmbedded([0])
  const origin = `http://127.0.0.1:${backends.ports[0]}`
  const random = new Random(1, 'bodies')
  expect(await countWrongAnswers(origin, 20, false, random)).toBe(0)
  expect(await countWrongAnswers(origin, 20, true, random)).toBe(0)
  await backends.close()
  expect(await countWrongAnswers(origin, 20, false, random)).toBe(20)
})
