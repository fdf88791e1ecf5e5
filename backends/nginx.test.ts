import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startEmbedded } from './embedded.ts'
import { startNginx } from './nginx.ts'
import { findNginx } from './nginx-program.ts'
import { accepts } from './port.ts'
import { exchangeBytes, pipelined } from './raw-client.ts'

test('without nginx the error says how to get it', async () => {
  expect(findNginx(['/nowhere'])).toBeUndefined()
  await expect(startNginx([0], { program: '/nowhere/nginx' })).rejects.toMatchObject({
    fault: 'nginx-missing',
    message: 'nginx is not installed: apt install nginx | brew install nginx, or use --kind embedded',
  })
})

// In CI a missing nginx must fail, not hide these tests.
const canSkip = findNginx() === undefined && process.env.CI !== 'true'

describe.skipIf(canSkip)('with nginx', () => {
  test.each([
    ['GET', '/hello.txt', {}],
    ['HEAD', '/64k.bin', {}],
    ['GET', '/1m.bin', {}],
    ['GET', '/1k.bin', { range: 'bytes=-16' }],
    ['GET', '/1k.bin', { 'if-none-match': '"6955b900-400"' }],
    ['POST', '/', {}],
    ['POST', '/hello.txt', {}],
    ['PUT', '/none', {}],
    ['GET', '/none', {}],
    ['GET', '/nonce/a%20b?c="d"', {}],
    ['POST', '/nonce/1', {}],
  ])('%s %s %j is answered like the embedded one', async (method, path, headers: Record<string, string>) => {
    await using nginx = await startNginx([0])
    await using embedded = await startEmbedded([0])
    const [real, copy] = await Promise.all(
      [nginx, embedded].map(async ({ ports: [port] }) => {
        const url = `http://127.0.0.1:${port}${path}`
        const response = await fetch(url, { method, headers: { ...headers, 'X-Request-ID': 'i-1' } })
        const body = (await response.text()).replace(`backend ${port}`, 'backend PORT')
        const named = ['etag', 'last-modified', 'content-range', 'accept-ranges', 'x-request-id']
        const page = response.ok ? [body, ...['content-type', 'content-length'].map(n => response.headers.get(n))] : []
        const isMine = response.headers.get('x-backend') === String(port)
        return [response.status, isMine, ...named.map(name => response.headers.get(name)), ...page]
      }),
    )
    expect(copy).toEqual(real)
  })

  test('one backend dies and comes back while the other stays', async () => {
    await using backends = await startNginx([0, 0])
    const [first = 0, second = 0] = backends.ports
    await backends.stop(first)
    expect([await accepts('127.0.0.1', first), await accepts('127.0.0.1', second)]).toEqual([false, true])
    await backends.start(first)
    const response = await fetch(`http://127.0.0.1:${first}/`)
    expect(await response.text()).toBe(`backend ${first}\n`)
  })

  test('keepaliveRequests ends a connection after so many answers', async () => {
    await using backends = await startNginx([0], { keepaliveRequests: 3 })
    const answers = await exchangeBytes(Number(backends.ports[0]), pipelined(5, '/hello.txt'))
    expect(answers.match(/X-Request-ID: \d/g)).toEqual(['X-Request-ID: 0', 'X-Request-ID: 1', 'X-Request-ID: 2'])
  })

  test('a taken port is one line', async () => {
    await using other = await startEmbedded([0])
    await expect(startNginx(other.ports)).rejects.toMatchObject({ fault: 'port-in-use' })
  })

  // The second program neither closes nor listens for signals: what it started must go all the same.
  const forgetful = `import { startNginx } from '${join(import.meta.dirname, 'nginx.ts')}'
    console.log('http://127.0.0.1:' + (await startNginx([0])).ports[0] + '/')
    setInterval(() => {}, 1000)`
  test.each([
    ['npm run backends', [join(import.meta.dirname, 'main.ts'), '--kind', 'nginx', '--ports', '0'], [0, null]],
    ['a program that forgets to close', ['--input-type=module', '--eval', forgetful], [null, 'SIGTERM']],
  ])('SIGTERM to %s leaves no process and no file', async (_, args, ending) => {
    const tmp = await mkdtemp(join(tmpdir(), 'hopwise-test-'))
    onTestFinished(() => rm(tmp, { recursive: true }))
    const child = spawn(process.execPath, args, {
      env: { ...process.env, TMPDIR: tmp },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const exited = once(child, 'exit')
    const port = await firstPort(child.stdout)
    expect(await accepts('127.0.0.1', port)).toBe(true)
    child.kill('SIGTERM')
    expect(await exited).toEqual(ending)
    expect(await accepts('127.0.0.1', port)).toBe(false)
    expect(await readdir(tmp)).toEqual([])
  })
})

async function firstPort(output: AsyncIterable<Buffer>): Promise<number> {
  let text = ''
  for await (const chunk of output) {
    text += chunk
    const port = /127\.0\.0\.1:(\d+)\//.exec(text)?.[1]
    if (port !== undefined) return Number(port)
  }
  throw new Error(`ended without naming a port: ${text}`)
}
