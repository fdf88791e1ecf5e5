// What the machine lacks in the midst of a run is told as its fault: nobody fails, and nobody is skipped, for a full disk.
import { expect, test } from 'vitest'
import { Runner } from './runner.ts'
import { check, echoSubject, plan, run } from './test/plan.ts'
import { MachineFault, SubjectFault, toMachineFault, Undecided } from './verdict.ts'

test.each([
  ['ENOSPC', /the disk is full; make room/],
  ['EMFILE', /too many files are open; allow more \(ulimit -n/],
])('%s is the fault of the machine, and says how to mend it', (code, words) => {
  expect(toMachineFault(systemError(code))?.message).toMatch(words)
})

test.each(['EACCES', 'ENOENT', 'ERR_FS_CP_FIFO_PIPE'])('%s may be the fault of who is graded', code => {
  expect(toMachineFault(systemError(code))).toBeUndefined()
})

test('where the machine can start no program the run ends, also for those who wait, and names it', async () => {
  const { subject, launches } = failing(systemError('EMFILE'), Number.POSITIVE_INFINITY)
  const checks = ['room.a', 'room.b', 'room.c'].map(id => check(id, { world: { own: true } }))
  const graded = new Runner({ ...plan(checks, subject), jobs: 2 }).run()
  await expect(graded).rejects.toThrow(MachineFault)
  await expect(graded).rejects.toThrow(/the machine is at fault, not the program: too many files are open; .*EMFILE/)
  expect(launches()).toBeLessThanOrEqual(6)
})

test.each([
  ['the machine', systemError('EAGAIN')],
  ['the lab', new Undecided('the lab cannot listen')],
])('what %s lacked for a moment is asked for again', async (_who, error) => {
  const { subject } = failing(error, 2)
  const { checks } = await new Runner(plan([check('room.a')], subject)).run()
  expect(checks).toMatchObject([{ verdict: 'passed' }])
})

test('a program that worked before has not failed where the machine cannot start it again', async () => {
  const { subject } = failing(systemError('EMFILE'), Number.POSITIVE_INFINITY, 1)
  const checks = [check('room.a'), check('room.b', { world: { own: true } })]
  await expect(new Runner(plan(checks, subject)).run()).rejects.toThrow(MachineFault)
})

test('what is the fault of who is graded stays a stage that is not graded', async () => {
  const { subject } = failing(new SubjectFault('there is no program'), Number.POSITIVE_INFINITY)
  const outcome = await new Runner(plan([check('room.a')], subject)).run()
  expect(outcome.notGraded.get(1)).toBe('there is no program')
})

test('in the midst of a check it is undecided, in one line, after three attempts', async () => {
  let attempts = 0
  const { checks } = await run([
    check('room.a', {
      run: async () => {
        attempts += 1
        throw systemError('EMFILE')
      },
    }),
  ])
  expect(checks).toMatchObject([
    { verdict: 'undecided', reason: expect.stringMatching(/^the machine is at fault, .*EMFILE.*$/) },
  ])
  expect(attempts).toBe(3)
})

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: so says\nthe system`), { code })
}

/** An echo whose launch fails so many times with this error, once it has succeeded `behind` times. */
function failing(error: Error, times: number, behind = 0) {
  const echo = echoSubject()
  let launches = 0
  const launch: typeof echo.launch = async settings => {
    launches += 1
    if (launches > behind && launches <= behind + times) throw error
    return echo.launch(settings)
  }
  return { subject: { ...echo, launch }, launches: () => launches }
}
