// wrk against real nginx, and a stage beside itself.
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { startNginx } from '../../backends/nginx.ts'
import { findNginx } from '../../backends/nginx-program.ts'
import { toSiteKind } from '../lab/sites.ts'
import { findProgram } from '../peers/find-program.ts'
import { findSubject } from '../subjects/find-subject.ts'
import { findGenerator } from './generator.ts'
import { measureLoad } from './load.ts'

const ROOT = join(import.meta.dirname, '..', '..')
// In CI a missing program must fail, not hide these tests.
const isCi = process.env.CI === 'true'
const hasAll = findNginx() !== undefined && findProgram('wrk') !== undefined

describe.skipIf(!hasAll && !isCi)('wrk', () => {
  test('measures nginx without an error, and says when nobody listens', async () => {
    const generator = findGenerator()
    expect(generator.name).toMatch(/^wrk \d/)
    const nginx = await startNginx([0])
    const plan = { url: `http://127.0.0.1:${nginx.ports[0]}/`, clients: 8, seconds: 1, closes: false }
    const { requestsPerSecond, latencyMs, errors } = await generator.run(plan)
    expect(requestsPerSecond).toBeGreaterThan(0)
    expect(latencyMs.p99).toBeGreaterThanOrEqual(latencyMs.p50)
    expect(errors).toEqual({ connect: 0, cut: 0, timeout: 0, status: 0 })
    await nginx.close()
    expect(await generator.run(plan)).toMatchObject({ requestsPerSecond: 0, errors: { connect: 8 } })
  })

  test('finds the reference without errors beside itself, measured in turns', async () => {
    const reference = findSubject('reference', ROOT)
    const { start: startSite } = await toSiteKind('nginx')
    const [load, ...more] = await measureLoad({
      subject: reference,
      reference,
      stages: [1, 6],
      startSite,
      seed: 1,
      rounds: 2,
    })
    expect(more).toEqual([])
    expect(load?.rounds.map(({ of, errors }) => `${of} ${errors}`)).toEqual(
      Array(2).fill(['direct 0', 'reference 0', 'subject 0']).flat(),
    )
    // Whether the machine was at rest is not this test's to say.
    expect(load?.ratio === null).toBe(load?.notScored !== null)
  })
})
