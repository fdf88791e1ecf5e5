import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { runProgram, startProgram } from './program.ts'
import { connectClient } from './raw-client.ts'

const directory = mkdtempSync(join(tmpdir(), 'hopwise-kit-'))
afterAll(() => rmSync(directory, { recursive: true }))

function program(name: string, text: string): string {
  const file = join(directory, `${name}.mjs`)
  writeFileSync(file, text)
  return file
}

const echo = program(
  'echo',
  `import { createServer } from 'node:net'
   import { readFileSync } from 'node:fs'
   const conf = process.argv[process.argv.indexOf('--conf') + 1]
   console.log(readFileSync(conf, 'utf8'), process.argv.includes('--log'))
   const server = createServer(socket => socket.pipe(socket).on('error', () => {}))
   server.listen(0, '127.0.0.1', () => console.error('listening on 127.0.0.1:' + server.address().port))
   process.on('SIGTERM', () => process.exit(0))`,
)
const refusing = program('refusing', `console.error('servers.conf: no backend'); process.exit(3)`)

test('a program is started with its conf and flags, measured, and stopped', async () => {
  await using running = await startProgram(echo, { conf: { backend_servers: [] }, args: ['--log'] })
  await using client = await connectClient(running.port)
  await client.send('hello')
  expect(String(await client.bytes(5))).toBe('hello')
  expect(running.stdout()).toBe('{"backend_servers":[]} true\n')
  expect(await running.stop()).toEqual({ code: 0, signal: null })
  expect(running.stderr()).toMatch(/^listening on /)
})

test.runIf(process.platform === 'linux')(
  'a running program can be asked for its memory and its descriptors',
  async () => {
    await using running = await startProgram(echo, { conf: '' })
    const before = running.fdCount() ?? 0
    await using client = await connectClient(running.port)
    await client.send('x')
    await client.bytes(1)
    expect(running.fdCount()).toBe(before + 1)
    expect(running.rssBytes()).toBeGreaterThan(1_000_000)
  },
)

test('nothing is left of a program that is disposed of', async () => {
  let pid = 0
  {
    await using running = await startProgram(echo, { conf: '' })
    pid = running.pid
  }
  expect(() => process.kill(pid, 0)).toThrow('ESRCH')
})

test('a program that ends before it listens is an error with its words', async () => {
  await expect(startProgram(refusing)).rejects.toThrow(/before it listened; .*no backend/)
})

test('a refusal can be run to its end', async () => {
  expect(await runProgram(refusing, [], 'not JSON')).toEqual({
    code: 3,
    stdout: '',
    stderr: 'servers.conf: no backend\n',
  })
})
