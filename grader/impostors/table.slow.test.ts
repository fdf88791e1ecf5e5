// Every impostor fails the checks that name it, and what those need is passed; every lawful one passes all that bind its stage.
// That an impostor fails nothing else is proven by `npm run impostors`, which takes about twenty-five minutes.
import { describe, expect, test } from 'vitest'
import { gradeQuietly, reasonsOf } from '../test/quiet.ts'
import { IMPOSTORS } from './catalogue.ts'

const SEED = 20_261_123

describe.concurrent('impostors', () => {
  const wrong = IMPOSTORS.filter(({ lawful }) => !lawful)
  test.each(wrong)('$name ($sentence) fails the checks that name it', async ({ name, stage, fails }) => {
    // Some mistakes show only when two things meet: they have three runs to do so.
    const seen = new Set<string>()
    const reasons: string[] = []
    for (let run = 1; run <= 3 && seen.size < fails.length; run += 1) {
      const only = fails.filter(id => !seen.has(id))
      const result = await gradeQuietly({ subject: `impostor:${name}`, stages: [stage], only, seed: SEED + run - 1 })
      for (const { id, verdict } of result.checks) if (verdict === 'failed') seen.add(id)
      reasons.push(...reasonsOf(result))
    }
    expect([...seen].sort(), reasons.join('\n')).toEqual([...fails].sort())
  })
})

describe('lawful ones', () => {
  const lawful = IMPOSTORS.filter(each => each.lawful)
  test.each(lawful)('$name ($sentence) passes', async ({ name, stage }) => {
    const result = await gradeQuietly({ subject: `impostor:${name}`, stages: [stage], seed: SEED })
    const notPassed = result.checks.filter(({ verdict }) => verdict !== 'passed').map(({ id }) => id)
    expect(notPassed, reasonsOf(result).join('\n')).toEqual([])
  })
})
