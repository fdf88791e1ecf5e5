import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { startEmbedded } from './embedded.ts'

const MAIN = join(import.meta.dirname, 'main.ts')

interface Ending {
  readonly code: number | string | null | undefined
  readonly stdout: string
  readonly stderr: string
}

function backends(args: string[], env: NodeJS.ProcessEnv = {}): Promise<Ending> {
  return new Promise(resolve =>
    execFile(process.execPath, [MAIN, ...args], { env: { ...process.env, ...env } }, (failure, stdout, stderr) =>
      resolve({ code: failure?.code ?? 0, stdout, stderr }),
    ),
  )
}

const FLAGS = 'the flags are --kind and --ports, as in npm run backends -- --kind nginx --ports 8001,8002,8003'

test.each([
  [['--kind', 'apache'], '--kind apache: there are two kinds, embedded and nginx'],
  [['--ports', '8001,http'], '--ports http: a port is a number from 0 to 65535 (0: any free one)'],
  [['--ports', '65536'], '--ports 65536: a port is a number from 0 to 65535 (0: any free one)'],
  [['--ports', '8001,8001'], '--ports 8001,8001: 8001 stands there twice'],
  [['--port', '1'], `unknown option '--port' (is it --ports?); ${FLAGS}`],
  [['8001'], `unexpected argument '8001'; ${FLAGS}`],
])('%j is refused in one line', async (args, line) => {
  expect(await backends(args)).toEqual({ code: 2, stdout: '', stderr: `backends: ${line}\n` })
})

test('flags without -- are refused, because npm swallowed them', async () => {
  const { code, stderr } = await backends([], { npm_config_kind: 'nginx' })
  expect([code, stderr]).toEqual([
    2,
    'backends: npm kept --kind for itself: put -- before the flags, as in npm run backends -- --kind nginx --ports 8001,8002,8003\n',
  ])
})

test('a taken port is refused in one line', async () => {
  await using other = await startEmbedded([0])
  const [port] = other.ports
  const { code, stderr } = await backends(['--ports', String(port)])
  expect([code, stderr]).toEqual([
    2,
    `backends: port ${port} on 127.0.0.1 is in use: stop the program that has it, or choose another port\n`,
  ])
})

test('--help says what there is', async () => {
  const { code, stdout } = await backends(['--help'])
  expect([code, stdout.split('\n')[0]]).toEqual([
    0,
    'Usage: npm run backends [-- --kind embedded|nginx --ports 8001,8002,8003]',
  ])
})

test.each(['SIGINT', 'SIGTERM'] as const)('%s stops it with status 0', async signal => {
  const child = spawn(process.execPath, [MAIN, '--ports', '0,0'], { stdio: ['ignore', 'pipe', 'pipe'] })
  const exited = once(child, 'exit')
  const errors = text(child.stderr)
  await once(child.stdout, 'data')
  child.kill(signal)
  expect(await exited).toEqual([0, null])
  expect(await errors).toBe('')
})
