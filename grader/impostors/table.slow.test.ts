// Every impostor, graded: it fails exactly the checks that the catalogue names, at the stage of its mistake. Lawful ones fail
// none.
import { expect, test } from 'vitest'
import { gradeQuietly, reasonsOf } from '../test/quiet.ts'
import { IMPOSTORS } from './catalogue.ts'

test.each(IMPOSTORS)('$name ($sentence) fails exactly what it should', async ({ name, stage, fails }) => {
  const result = await gradeQuietly({ subject: `impostor:${name}`, stages: [stage], seed: 20_261_123 })
  const failed = result.checks.filter(({ verdict }) => verdict === 'failed').map(({ id }) => id)
  expect(failed.sort(), reasonsOf(result).join('\n')).toEqual([...fails].sort())
  expect(
    result.checks.filter(({ verdict }) => verdict === 'undecided').map(({ id, reason }) => `${id}: ${reason}`),
  ).toEqual([])
})
