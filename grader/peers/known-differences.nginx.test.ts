// nginx, HAProxy and Caddy as subjects: they fail what known-differences.ts says, and nothing else.
import { describe, expect, test } from 'vitest'
import type { CheckResult } from '../result.ts'
import { gradeQuietly, reasonsOf } from '../test/quiet.ts'
import { findProgram } from './find-program.ts'
import { KNOWN_DIFFERENCES } from './known-differences.ts'

describe.each(['nginx', 'haproxy', 'caddy'] as const)('%s', peer => {
  const isMissing = findProgram(peer) === undefined && !process.env.CI

  test.skipIf(isMissing)(
    'fails no check of stages 3 to 5 but the known ones',
    async () => {
      const result = await gradeQuietly({ subject: `peer:${peer}`, stages: [3, 4, 5], seed: 20_261_123 })
      const known = KNOWN_DIFFERENCES.filter(each => each.peer === peer).flatMap(({ checks }) => checks)
      const isKnown = ({ id }: CheckResult) => known.includes(id)
      const unexplained = result.checks.filter(check => check.verdict === 'failed' && !isKnown(check))
      expect(
        unexplained.map(({ stage, id }) => `stage ${stage} ${id}`),
        reasonsOf(result).join('\n'),
      ).toEqual([])
      expect(result.checks.filter(({ verdict }) => verdict === 'passed').length).toBeGreaterThan(100)
    },
    300_000,
  )
})
