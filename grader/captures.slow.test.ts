import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { Captures } from './captures.ts'
import { gradeQuietly } from './test/quiet.ts'

test('grading with a capture for every check takes at most 1.3 times as long', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hopwise-captures-'))
  const add = Captures.prototype.add
  let inCapturesMs = 0
  // One check at a time: what captures take is on nobody else's time. Both times are of one run, so a busy machine, which makes two
  // runs differ by half, makes both longer.
  vi.spyOn(Captures.prototype, 'add').mockImplementation(async function (this: Captures, ...given) {
    const startedAt = performance.now()
    const result = await add.apply(this, given)
    inCapturesMs += performance.now() - startedAt
    return result
  })
  try {
    const { checks, durationMs } = await gradeQuietly({ stages: [4], jobs: 1, captures: { folder, all: true } })
    const made = checks.filter(({ verdict }) => verdict !== 'skipped')
    expect(made.filter(({ capture }) => capture === undefined)).toEqual([])
    expect(await readdir(folder)).toHaveLength(made.length)
    expect(durationMs / (durationMs - inCapturesMs)).toBeLessThan(1.3)
  } finally {
    vi.restoreAllMocks()
    await rm(folder, { recursive: true })
  }
})
