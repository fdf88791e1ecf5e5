import { createServer, type Server } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import type { Check } from './check.ts'
import type { Progress } from './runner.ts'
import { Runner } from './runner.ts'
import type { LaunchCommand, Subject } from './subject.ts'
import { CannotGrade, Failure, Undecided } from './verdict.ts'

const ECHO = `
const { createServer } = require('node:net')
createServer(socket => socket.on('error', () => {}).pipe(socket)).listen(Number(process.argv[1]), '127.0.0.1')
process.on('SIGTERM', () => process.exit())
`

test('a check that returns has passed, and gets its points', async () => {
  const { checks } = await run([check('room.a', { points: 3 })])
  expect(checks).toMatchObject([
    { id: 'room.a', stage: 1, verdict: 'passed', score: 3, maxScore: 3, reason: null, evidence: [] },
  ])
})

test('a Failure is a failed check, with what was expected, what came, and what happened on the wire', async () => {
  const { checks } = await run([
    check('room.a', {
      run: async lab => {
        const client = await lab.client()
        client.send('hello')
        await client.bytes(5)
        throw new Failure({ reason: 'it is wrong', expected: 'this', actual: 'that' })
      },
    }),
  ])
  expect(checks).toMatchObject([
    { verdict: 'failed', score: 0, reason: 'it is wrong', expected: 'this', actual: 'that' },
  ])
  expect(checks[0]?.evidence.map(({ from, kind, bytes }) => `${from} ${kind} ${bytes}`)).toEqual([
    'client 1 open ',
    'client 1 bytes hello',
    'proxy bytes hello',
  ])
})

test('what the lab cannot judge is undecided, and costs nothing', async () => {
  const { checks } = await run([
    check('room.a', {
      run: async () => {
        throw new Undecided('no such machine')
      },
    }),
  ])
  expect(checks).toMatchObject([{ verdict: 'undecided', reason: 'no such machine' }])
})

test('a mistake of the check itself is undecided, never failed', async () => {
  const { checks } = await run([
    check('room.a', {
      run: async () => {
        throw new TypeError('x is undefined')
      },
    }),
  ])
  expect(checks).toMatchObject([{ verdict: 'undecided', reason: expect.stringContaining('x is undefined') }])
})

test('whoever needs a failed check is skipped and says which, and so on down the line', async () => {
  const { checks } = await run([
    check('room.a', { run: fails }),
    check('room.b', { needs: ['room.a'] }),
    check('room.c', { needs: ['room.b'] }),
    check('room.d'),
  ])
  expect(checks.map(({ id, verdict, reason }) => [id, verdict, reason])).toEqual([
    ['room.a', 'failed', 'wrong'],
    ['room.b', 'skipped', 'needs room.a, which is failed'],
    ['room.c', 'skipped', 'needs room.b, which is skipped'],
    ['room.d', 'passed', null],
  ])
})

test('what should be and is not is a warning', async () => {
  const { checks } = await run([check('room.a', { level: 'should', run: fails })])
  expect(checks).toMatchObject([{ verdict: 'passed', score: 0, maxScore: 0, warnings: ['wrong'] }])
})

test('a check whose program ends has failed, whatever it returned: a crash is never taken for a refusal', async () => {
  const { checks } = await run([
    check('room.a', {
      run: async lab => {
        lab.program.signal('SIGKILL')
        await lab.program.exited
      },
    }),
    check('room.b'),
  ])
  expect(checks).toMatchObject([
    { verdict: 'failed', reason: expect.stringMatching(/the program \(pid \d+\) has ended: by SIGKILL/) },
    { verdict: 'passed' },
  ])
})

test('a supervisor that starts the program again does not hide a crash', async () => {
  const supervisor = `
    const { spawn } = require('node:child_process')
    const start = () => spawn(process.execPath, ['-e', ${JSON.stringify(ECHO)}, process.argv[1]], { stdio: 'inherit' }).on('exit', start)
    start()
    process.on('SIGTERM', () => process.exit())`
  const subject = {
    ...echoSubject(),
    launch: async ({ port }: { port: number }) => ({
      argv: [process.execPath, '-e', supervisor, String(port)] as const,
      cwd: '/',
    }),
  }
  const crash = check('room.a', {
    run: async lab => {
      const [worker = 0] = lab.world.serving.pids
      expect(worker).not.toBe(lab.program.pid)
      process.kill(worker, 'SIGKILL')
      await eventuallyAnother(() => lab.program.listeningPids() ?? [], worker)
    },
  })
  const { checks } = await new Runner(plan([crash], subject)).run()
  expect(checks).toMatchObject([
    { verdict: 'failed', reason: expect.stringMatching(/a process that listened .* has ended in this check/) },
  ])
})

test('octets that nobody asked for fail a check', async () => {
  const { checks } = await run([
    check('room.a', {
      run: async lab => {
        const client = await lab.client()
        client.send('twelve bytes')
        await client.received(12)
        await client.bytes(6)
      },
    }),
  ])
  expect(checks).toMatchObject([
    { verdict: 'failed', reason: 'client 1 got 6 octets more than the answers to what it sent' },
  ])
})

test('a check that does not end fails by its cap', async () => {
  const { checks } = await run([check('room.a', { capMs: 50, run: () => new Promise(() => {}) })])
  expect(checks).toMatchObject([{ verdict: 'failed', reason: 'the check ends: not within 50 ms' }])
})

test('a stage whose program does not start is not graded, and says why once', async () => {
  const subject = echoSubject({
    argv: [process.execPath, '-e', 'console.error("no port for me"); process.exit(3)'],
    cwd: '/',
  })
  const outcome = await new Runner(plan([check('room.a'), check('room.b')], subject)).run()
  expect(outcome.checks.map(({ verdict }) => verdict)).toEqual(['skipped', 'skipped'])
  expect(outcome.notGraded.get(1)).toMatch(/no port for me/)
})

test('a subject that cannot be launched is not graded', async () => {
  const subject = {
    ...echoSubject(),
    launch: async () => {
      throw new CannotGrade('no such program')
    },
  }
  const outcome = await new Runner(plan([check('room.a')], subject)).run()
  expect(outcome.notGraded.get(1)).toBe('no such program')
})

test('a run that is stopped keeps what it knew and ends what it started', async () => {
  const stop = new AbortController()
  const pids: number[] = []
  const outcome = await new Runner(
    plan([
      check('room.a'),
      check('room.b', {
        run: async lab => {
          pids.push(lab.program.pid)
          stop.abort()
          await new Promise(() => {})
        },
      }),
      check('room.c'),
    ]),
  ).run(stop.signal)
  expect(outcome.complete).toBe(false)
  expect(outcome.checks.map(({ id }) => id)).toEqual(['room.a'])
  for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow()
})

test('a check that starts its program again after the run was stopped does not keep it', async () => {
  const stop = new AbortController()
  const again = Promise.withResolvers<unknown>()
  const restarting = check('room.a', {
    run: async lab => {
      stop.abort()
      await lab.program.exited
      await lab.world.startProgram().then(again.resolve, again.reject)
    },
  })
  await new Runner(plan([restarting])).run(stop.signal)
  await expect(again.promise).rejects.toThrow('the run was stopped')
})

test('checks of one world share a program, a check that wants its own gets it', async () => {
  const pids: number[] = []
  const noting = async (lab: Parameters<Check['run']>[0]) => void pids.push(lab.program.pid)
  await run([
    check('room.a', { run: noting }),
    check('room.b', { run: noting }),
    check('room.c', { run: noting, world: { own: true } }),
  ])
  expect(pids[0]).toBe(pids[1])
  expect(pids[2]).not.toBe(pids[0])
})

test('the same seed gives a check the same values, another seed others', async () => {
  const drawn: string[] = []
  const drawing = check('room.a', { run: async lab => void drawn.push(lab.random.hex(12)) })
  for (const seed of [7, 7, 8]) await new Runner({ ...plan([drawing]), seed }).run()
  expect(drawn[1]).toBe(drawn[0])
  expect(drawn[2]).not.toBe(drawn[0])
})

test('who watches is told how far it is', async () => {
  const told: Progress[] = []
  await new Runner({
    ...plan([check('room.a', { run: fails }), check('room.b')]),
    onProgress: each => told.push(each),
  }).run()
  expect(told[0]).toEqual({ total: 2, done: 0, failed: 0, current: ['room.a (stage 1)'] })
  expect(told.at(-1)).toEqual({ total: 2, done: 2, failed: 1, current: [] })
})

test('a subject with a port of its own is told that somebody else has it', async () => {
  const taken = await listenAnywhere()
  onTestFinished(() => void taken.server.close())
  const subject = { ...echoSubject(), fixedPort: taken.port, oneAtATime: true }
  const outcome = await new Runner(plan([check('room.a')], subject)).run()
  expect(outcome.notGraded.get(1)).toMatch(new RegExp(`${taken.port}`))
})

/** Resolves when somebody listens, and not `before`. */
async function eventuallyAnother(listening: () => number[], before: number): Promise<void> {
  for (;;) {
    const [now = before] = listening()
    if (now !== before) return
    await pause(20)
  }
}

async function fails(): Promise<void> {
  throw new Failure({ reason: 'wrong' })
}

function run(checks: Check[]) {
  return new Runner(plan(checks)).run()
}

function plan(checks: Check[], subject: Subject = echoSubject()) {
  return {
    subject,
    checks,
    stages: [1] as const,
    seed: 7,
    jobs: 1,
    startSite: async () => {
      throw new Error('no check here has a site')
    },
    toRepeat: () => 'again',
  }
}

function check(id: string, more: Partial<Check> = {}): Check {
  return {
    id,
    stage: 1,
    title: `${id}.`,
    spec: 'CONTRACT',
    why: 'It matters.',
    hint: 'Look.',
    lesson: 'stages/01-echo/README.md',
    run: async () => {},
    ...more,
  }
}

function echoSubject(command?: LaunchCommand): Subject {
  return {
    info: { name: 'echo', kind: 'folder', argument: 'echo' },
    stages: [1],
    oneAtATime: false,
    prepare: async () => {},
    launch: async ({ port }) => command ?? { argv: [process.execPath, '-e', ECHO, String(port)], cwd: '/' },
    dispose: async () => {},
  }
}

function listenAnywhere(): Promise<{ server: Server; port: number }> {
  const { promise, resolve } = Promise.withResolvers<{ server: Server; port: number }>()
  const server = createServer()
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    resolve({ server, port: typeof address === 'object' && address !== null ? address.port : 0 })
  })
  return promise
}
