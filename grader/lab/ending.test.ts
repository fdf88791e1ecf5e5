// Programs that do not go when they are asked to, and programs whose grader goes first.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { accepts } from '../../backends/port.ts'
import { hasProc } from './process-table.ts'
import { ECHO, hasPython, host, isRunning, Stand } from './test/stand.ts'

let stand: Stand

beforeEach(async () => {
  stand = await Stand.open()
})

afterEach(() => stand.close())

describe('a program that does not go', () => {
  test.runIf(hasProc)('with its child is killed, and both are told of', async () => {
    const program = await stand.start(
      stand.node(`process.on('SIGTERM', () => {})
      require('node:child_process').spawn(process.execPath, ['-e', "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"])
      ${ECHO}`),
    )
    const pids = program.pids()
    expect(pids).toHaveLength(2)
    const left = await program.stop({ graceMs: 300 })
    expect(left).toEqual([
      expect.stringMatching(/^2 processes still ran after SIGTERM and 0\.3 s: \S+ \(pid \d+\), \S+ \(pid \d+\)$/),
      `port ${stand.port} was still listened on`,
    ])
    for (const pid of pids) expect(isRunning(pid)).toBe(false)
    expect(await program.exited).toMatchObject({ signal: 'SIGKILL' })
    expect(await accepts(host, stand.port)).toBe(false)
  })

  test.runIf(hasProc && hasPython)(
    'but leaves a daemon in a session of its own, has that found and killed',
    async () => {
      const program = await stand.start(stand.python(PYTHON_DAEMON))
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

  test.runIf(hasProc && hasPython)(
    'but leaves a daemon that forgets whose it is, has that killed once it was seen',
    async () => {
      const program = await stand.start(stand.python(PYTHON_FORGETFUL_DAEMON))
      const [daemon = 0] = program.allPids().filter(pid => !program.pids().includes(pid))
      process.kill(daemon, 'SIGUSR1')
      await expect.poll(() => readFileSync(`/proc/${daemon}/cmdline`, 'latin1')).toContain('has forgotten')
      const left = await program.stop({ graceMs: 300 })
      expect(left).toEqual([expect.stringContaining(`(pid ${daemon})`)])
      expect(isRunning(daemon)).toBe(false)
    },
  )

  test.runIf(hasProc && hasPython)('into the background, is refused and leaves nothing', async () => {
    const refusal = await stand.refusalOf(
      stand.python(
        `import os, sys, time\nif os.fork(): os._exit(0)\nos.setsid()\nif os.fork(): os._exit(0)\ntime.sleep(60)`,
      ),
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
  writeFileSync(join(stand.directory, 'program.cjs'), ECHO)
  const script = `import { startProgram } from ${JSON.stringify(join(import.meta.dirname, 'program.ts'))}
    const command = { argv: [process.execPath, 'program.cjs', '${stand.port}'], cwd: ${JSON.stringify(stand.directory)} }
    const program = await startProgram(command, { host: '${host}', port: ${stand.port}, directory: ${JSON.stringify(stand.directory)}, token: 'grader' })
    console.log(program.pid)`
  const grader = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(grader.stdout, 'data')
  const pid = Number(String(line))
  expect(await accepts(host, stand.port)).toBe(true)
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

const PYTHON_FORGETFUL_DAEMON = `
import os, signal, socket, sys, time
def forget(*_): os.execve(sys.executable, [sys.executable, '-c', 'import time; time.sleep(600) # has forgotten'], {})
r, w = os.pipe()
if os.fork() == 0:
    os.setsid()
    signal.signal(signal.SIGUSR1, forget)
    if os.fork(): os._exit(0)
    os.write(w, b'x')
    while True: time.sleep(1)
os.wait(); os.read(r, 1)
${PYTHON_LISTEN}`
