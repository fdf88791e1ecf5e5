import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { gradeQuietly } from './test/quiet.ts'

const ROUNDS = 3

test('grading with a capture for every check takes at most 1.3 times as long', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hopwise-captures-'))
  try {
    const took = { without: [] as number[], with: [] as number[] }
    // In turns, since the machine's mood changes; and the first of all would pay for what Node compiles.
    await gradeQuietly({ stages: [4], jobs: 1 })
    for (let round = 0; round < ROUNDS; round += 1) {
      took.without.push((await gradeQuietly({ stages: [4], jobs: 1, seed: 7 })).durationMs)
      const captures = { folder, all: true }
      const result = await gradeQuietly({ stages: [4], jobs: 1, seed: 7, captures })
      took.with.push(result.durationMs)
      const made = result.checks.filter(({ verdict }) => verdict !== 'skipped')
      expect(made.filter(({ capture }) => capture === undefined)).toEqual([])
      expect(await readdir(folder)).toHaveLength(made.length)
    }
    expect(Math.min(...took.with) / Math.min(...took.without)).toBeLessThan(1.3)
  } finally {
    await rm(folder, { recursive: true })
  }
})
