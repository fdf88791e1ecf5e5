// The runner and the programs that it starts: when they end, do not start, are shared, are stopped.
import { createServer, type Server } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import type { Check } from './check.ts'
import { Runner } from './runner.ts'
import { check, ECHO, echoSubject, plan, run } from './test/plan.ts'
import { CannotGrade } from './verdict.ts'

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

test('a subject with a port of its own is told that somebody else has it', async () => {
  const taken = await listenAnywhere()
  onTestFinished(() => void taken.server.close())
  const subject = { ...echoSubject(), fixedPort: taken.port, oneAtATime: true }
  const outcome = await new Runner(plan([check('room.a')], subject)).run()
  expect(outcome.notGraded.get(1)).toMatch(new RegExp(`${taken.port}`))
})

test('clients that connect at the same time have names of their own', async () => {
  const names: string[] = []
  const connecting = async (lab: Parameters<Check['run']>[0]) => {
    const clients = await Promise.all([lab.client(), lab.client(), lab.client()])
    for (const { name } of clients) names.push(name)
  }
  await run([check('room.a', { run: connecting })])
  expect(names).toEqual(['client 1', 'client 2', 'client 3'])
})

/** Resolves when somebody listens, and not `before`. */
async function eventuallyAnother(listening: () => number[], before: number): Promise<void> {
  for (;;) {
    const [now = before] = listening()
    if (now !== before) return
    await pause(20)
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
