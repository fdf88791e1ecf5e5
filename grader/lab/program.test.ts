// Programs that behave, and programs that do not, started and ended as the grader does it. Each is a few lines of Node or
// Python in a temporary folder.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { accepts } from '../../backends/port.ts'
import type { LaunchCommand } from '../subject.ts'
import { CannotGrade } from '../verdict.ts'
import { freePort } from './ports.ts'
import { hasProc, processRow } from './process-table.ts'
import { type Program, startProgram } from './program.ts'

const host = '127.0.0.1'
const LISTEN = `require('node:net').createServer(socket => socket.pipe(socket)).listen(+process.argv[2], '127.0.0.1')`
const hasPython = canRun('python3', '--version')

let directory: string
let port: number
let programs: Program[]

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'hopwise-program-'))
  port = await freePort(host)
  programs = []
})

afterEach(async () => {
  for (const program of programs) await program.stop({ graceMs: 0 })
  rmSync(directory, { recursive: true, force: true })
})

describe('a program that behaves', () => {
  test('is ready when it accepts, tells what it uses, and leaves nothing behind', async () => {
    const program = await start(node(LISTEN))
    expect(await accepts(host, port)).toBe(true)
    expect(program.startUpMs).toBeGreaterThan(0)
    expect(program.pids()).toEqual([program.pid])
    expect(program.hasExited).toBe(false)
    expect(await program.stop()).toEqual([])
    expect(await program.exited).toMatchObject({ code: null, signal: 'SIGTERM' })
    expect(program.pids()).toEqual([])
    expect(await accepts(host, port)).toBe(false)
  })

  test('that needs a second before it listens is waited for', async () => {
    const program = await start(node(`setTimeout(() => { ${LISTEN} }, 1000)`))
    expect(program.startUpMs).toBeGreaterThanOrEqual(1000)
  })

  test.runIf(hasProc)('has memory, descriptors, CPU time and listeners', async () => {
    const program = await start(node(LISTEN))
    expect(program.memoryBytes()).toBeGreaterThan(10 * 1024 * 1024)
    expect(program.cpuMs()).toBeGreaterThan(0)
    expect(program.listeners()).toEqual([{ port, host, pid: program.pid }])
    expect(program.listeningPids()).toEqual([program.pid])
    const before = program.descriptors() ?? 0
    const client = connect({ host, port })
    // The echo proves that the program has accepted.
    client.write('x')
    await once(client, 'data')
    expect(program.descriptors()).toBe(before + 1)
    client.destroy()
  })

  test('sees none of the surroundings of the grader', async () => {
    process.env.HOPWISE_TEST_SECRET = 'x'
    const program = await start(node(`console.log(JSON.stringify(process.env)); ${LISTEN}`, { EXTRA: 'yes' }))
    await program.stop()
    delete process.env.HOPWISE_TEST_SECRET
    expect(JSON.parse(program.output.stdout)).toEqual({
      PATH: process.env.PATH,
      HOME: directory,
      TMPDIR: directory,
      LANG: 'C.UTF-8',
      EXTRA: 'yes',
      HOPWISE_LAB: expect.stringMatching(/^test\.\d+$/),
    })
  })

  test('that has ended by itself is known to have ended', async () => {
    const program = await start(node(`${LISTEN}; process.on('SIGUSR2', () => process.exit(7))`))
    expect(program.signal('SIGUSR2')).toBe(true)
    expect(await program.exited).toMatchObject({ code: 7, signal: null })
    expect(program.hasExited).toBe(true)
    expect(program.signal('SIGUSR2')).toBe(false)
    expect(await program.stop()).toEqual([])
  })
})

describe('a program that does not get ready', () => {
  test('because it is not installed, is named', async () => {
    const command = { argv: ['no-such-program', 'x'], cwd: directory } as const
    await expect(start(command)).rejects.toThrow(
      /^no-such-program x: no-such-program is not installed \(or not on the PATH\)$/,
    )
  })

  test('because its folder is missing, is told so', async () => {
    const command = { argv: [process.execPath, 'x.js'], cwd: join(directory, 'none') } as const
    await expect(start(command)).rejects.toThrow(/the folder .*none, in which it was to run, does not exist$/)
  })

  test('because it dies at once, is quoted', async () => {
    const refusal = await refusalOf(node(`console.error('servers.conf: no backend'); process.exit(3)`))
    expect(refusal).toContain(
      `ended with exit code 3 before it listened on ${host}:${port}; it said: servers.conf: no backend`,
    )
    expect(refusal).not.toContain('\n')
  })

  test('because it throws, is quoted with its error and without its stack', async () => {
    const refusal = await refusalOf(node(`require('node:net').createServer().listen(${port}, '192.0.2.1')`))
    expect(refusal).toMatch(/; it said: Error: listen EADDRNOTAVAIL: address not available 192\.0\.2\.1:\d+$/)
  })

  test.runIf(hasProc)('because it listens elsewhere, is told where', async () => {
    const other = await freePort(host)
    const refusal = await refusalOf(node(LISTEN.replace('+process.argv[2]', `${other}`)), 1000)
    expect(refusal).toMatch(
      new RegExp(
        `nothing listens on ${host}:${port}; the program is alive \\(pid \\d+\\) and listens on ${other}; it printed nothing$`,
      ),
    )
    expect(await accepts(host, other)).toBe(false)
  })

  test.runIf(hasProc)('because it listens nowhere, is told so', async () => {
    const refusal = await refusalOf(node(`console.log('thinking'); setInterval(() => {}, 1000)`), 500)
    expect(refusal).toMatch(/is alive \(pid \d+\) and listens nowhere; it said: thinking$/)
  })

  test.runIf(hasProc)('because another has its port, is told who, and is not taken for it', async () => {
    await start(node(LISTEN))
    const refusal = await refusalOf(node(`setInterval(() => {}, 1000)`), 500)
    expect(refusal).toMatch(
      new RegExp(`does not listen on ${host}:${port}: \\S+ \\(pid ${programs[0]?.pid}\\) has that port`),
    )
  })
})

describe('a program that floods its output', () => {
  test('is neither held up nor kept', async () => {
    const flood = `const piece = ('x'.repeat(1023) + '\\n').repeat(1024)
      for (let i = 0; i < 100; i += 1) process.stdout.write(piece)
      process.stdout.write('', () => { console.error('flood is over'); ${LISTEN} })`
    const program = await start(node(flood), 30_000)
    expect(program.output.stdout.length).toBe(16 * 1024)
    expect(program.output.byteCount).toBeGreaterThanOrEqual(100 * 1024 * 1024)
    expect(program.output.lastWords(1)).toBe('flood is over')
  })
})

describe('a program that does not go', () => {
  test.runIf(hasProc)('with its child is killed, and both are told of', async () => {
    const program = await start(
      node(`process.on('SIGTERM', () => {})
      require('node:child_process').spawn(process.execPath, ['-e', "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"])
      ${LISTEN}`),
    )
    const pids = program.pids()
    expect(pids).toHaveLength(2)
    const left = await program.stop({ graceMs: 300 })
    expect(left).toEqual([
      expect.stringMatching(/^2 processes still ran after SIGTERM and 0\.3 s: \S+ \(pid \d+\), \S+ \(pid \d+\)$/),
      `port ${port} was still listened on`,
    ])
    for (const pid of pids) expect(isRunning(pid)).toBe(false)
    expect(await program.exited).toMatchObject({ signal: 'SIGKILL' })
    expect(await accepts(host, port)).toBe(false)
  })

  test.runIf(hasProc && hasPython)(
    'but leaves a daemon in a session of its own, has that found and killed',
    async () => {
      const program = await start(python(PYTHON_DAEMON))
      const daemon = program.allPids().filter(pid => !program.pids().includes(pid))
      expect(daemon).toHaveLength(1)
      const other = program.output.stdout.trim()
      expect(await accepts(host, +other)).toBe(true)
      const left = await program.stop({ graceMs: 300 })
      expect(left).toEqual([
        expect.stringMatching(
          new RegExp(`^1 process still ran after SIGTERM and 0\\.3 s: \\S+ \\(pid ${daemon[0]}\\)$`),
        ),
        `port ${other} was still listened on`,
      ])
      expect(daemon.some(isRunning)).toBe(false)
      expect(await accepts(host, +other)).toBe(false)
    },
  )

  test.runIf(hasProc && hasPython)('into the background, is refused and leaves nothing', async () => {
    const refusal = await refusalOf(
      python(`import os, sys, time\nif os.fork(): os._exit(0)\nos.setsid()\nif os.fork(): os._exit(0)\ntime.sleep(60)`),
    )
    expect(refusal).toMatch(
      /ended with exit code 0 before it listened on .*; it left pid \d+ running, but must not go into the background/,
    )
    const pid = Number(/it left pid (\d+)/.exec(refusal)?.[1])
    expect(isRunning(pid)).toBe(false)
  })
})

test.each([
  'SIGTERM',
  'SIGINT',
  'SIGHUP',
] as const)('a grader that ends by %s takes its programs along', async signal => {
  writeFileSync(join(directory, 'program.cjs'), LISTEN)
  const script = `import { startProgram } from ${JSON.stringify(join(import.meta.dirname, 'program.ts'))}
    const command = { argv: [process.execPath, 'program.cjs', '${port}'], cwd: ${JSON.stringify(directory)} }
    const program = await startProgram(command, { host: '${host}', port: ${port}, directory: ${JSON.stringify(directory)}, token: 'grader' })
    console.log(program.pid)`
  const grader = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(grader.stdout, 'data')
  const pid = Number(String(line))
  expect(await accepts(host, port)).toBe(true)
  grader.kill(signal)
  const [, ended] = await once(grader, 'exit')
  expect(ended).toBe(signal)
  await expect.poll(() => isRunning(pid)).toBe(false)
})

const PYTHON_LISTEN = `
s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(('127.0.0.1', int(sys.argv[1]))); s.listen()
while True: s.accept()[0].close()
`
const PYTHON_DAEMON = `
import os, socket, sys, time
d = socket.socket(); d.bind(('127.0.0.1', 0)); d.listen()
r, w = os.pipe()
if os.fork() == 0:
    os.setsid()
    if os.fork(): os._exit(0)
    os.write(w, b'x')
    while True: time.sleep(1)
os.wait(); os.read(r, 1)
print(d.getsockname()[1], flush=True)
d.close()
${PYTHON_LISTEN}`

async function start(command: LaunchCommand, readyMs?: number): Promise<Program> {
  const options = { host, port, directory, token: 'test', ...(readyMs && { readyMs }) }
  const program = await startProgram(command, options)
  programs.push(program)
  return program
}

async function refusalOf(command: LaunchCommand, readyMs?: number): Promise<string> {
  const failure: unknown = await start(command, readyMs).then(
    () => undefined,
    reason => reason,
  )
  expect(failure).toBeInstanceOf(CannotGrade)
  return (failure as CannotGrade).message
}

let files = 0

function node(text: string, env: Record<string, string> = {}): LaunchCommand {
  return { argv: [process.execPath, write(text, 'cjs'), `${port}`], cwd: directory, env }
}

function python(text: string): LaunchCommand {
  return { argv: ['python3', write(text, 'py'), `${port}`], cwd: directory }
}

function write(text: string, ending: string): string {
  files += 1
  const name = `program${files}.${ending}`
  writeFileSync(join(directory, name), text)
  return name
}

function isRunning(pid: number): boolean {
  return processRow(pid)?.hasEnded === false
}

function canRun(...[program = '', ...args]: string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
