import { expect, test } from 'vitest'
import { run } from '../../handout/test/run.ts'
import { ROOT } from '../../test/quiet.ts'
import { readPackageRequest } from '../options.ts'

test('what is not said is undefined', () => {
  expect(readPackageRequest(['--out', 'a.zip'], {})).toEqual({
    show: 'package',
    options: { out: 'a.zip', stages: undefined, course: undefined, seed: undefined },
  })
  expect(readPackageRequest(['--out', 'a.zip', '--stages', '2-3', '--seed', '0'], {})).toMatchObject({
    options: { stages: [2, 3], seed: 0 },
  })
})

test.each([
  [[], 'where to? --out FILE.zip is missing'],
  [['--out', 'a.tar'], '--out a.tar: Gradescope takes a .zip'],
  [['--out', 'a.zip', '--seed', '-1'], '--seed'],
  [['--out', 'a.zip', '--seed', '1e3'], '--seed 1e3: a whole number'],
  [['--out', 'a.zip', '--stages', '7'], '--stages 7: stages are 1 to 6'],
  [['--out', 'a.zip', '--course', 'none.json'], 'none.json: no such file'],
  [['--out', 'a.zip', '--course', 'package.json'], 'package.json: '],
  [['--out', '/nowhere/a.zip'], '/nowhere/a.zip: cannot be written: there is no folder /nowhere; make it'],
  [
    ['--out', 'package.json/a.zip'],
    'package.json/a.zip: cannot be written: package.json is not a folder; name another',
  ],
  [['--out', 'a.zip', '--course', 'stages'], 'stages: is a folder; name a file in it'],
])('%j is refused in one line, with status 2', async (flags, words) => {
  const { status, stdout, stderr } = await run(ROOT, ['node', 'grader/gradescope/main.ts', ...flags])
  expect([status, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(/^package:gradescope: .*\n$/)
  expect(stderr).toContain(words)
})
