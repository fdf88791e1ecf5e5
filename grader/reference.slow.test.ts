// The six stages of this tree pass every check that binds them, also when the machine is busy with something else.
import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { expect, test } from 'vitest'
import { gradeQuietly, idsOf, reasonsOf } from './test/quiet.ts'

test('the reference passes every check of all stages, on embedded backends', async () => {
  const result = await gradeQuietly({})
  expect(idsOf(result, 'failed', 'skipped', 'undecided'), reasonsOf(result).join('\n')).toEqual([])
  expect(result.leftBehind).toEqual([])
}, 300_000)

// Ten rounds prove more than one and take ten times as long: HOPWISE_ROUNDS=10 npm run test:slow.
const ROUNDS = Number(process.env.HOPWISE_ROUNDS ?? 1)

test('and again while every core is kept busy', async () => {
  using busy = new DisposableStack()
  for (let core = 0; core < availableParallelism(); core += 1) {
    const loop = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' })
    busy.defer(() => loop.kill('SIGKILL'))
  }
  for (let round = 1; round <= ROUNDS; round += 1) {
    const result = await gradeQuietly({})
    expect(idsOf(result, 'failed', 'skipped', 'undecided'), reasonsOf(result).join('\n')).toEqual([])
  }
}, 900_000)
