// The peers themselves, each in front of two backends. Needs nginx, HAProxy and Caddy.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ask as askAndFinish, start } from '../subjects/test/running.ts'
import { findProgram } from './find-program.ts'
import { PEERS, peerSubject } from './peer.ts'

// In CI all of them are there, or the test fails.
const isThere = (name: string) => Boolean(process.env.CI) || findProgram(name) !== undefined

describe.each(PEERS.map(peer => ({ peer, name: peer.name })))('$name', ({ peer, name }) => {
  test.runIf(isThere(name))('closes behind one answer in stage 3, and takes the backends in turn', async () => {
    const port = await start(peerSubject(peer), 3, await confOfTwo())
    const answers = [await ask(port, GET), await ask(port, GET), await ask(port, GET)]
    expect(answers.map(answer => answer.match(/^connection: close/gim)?.length)).toEqual([1, 1, 1])
    const backends = answers.map(backendsIn)
    expect(backends[0]).not.toEqual(backends[1])
    expect(backends[2]).toEqual(backends[0])
  })

  test.runIf(isThere(name))(
    'answers what is pipelined in stage 4, over backend connections that are kept',
    async () => {
      const port = await start(peerSubject(peer), 4, await confOfTwo())
      const answer = await ask(port, `${GET.repeat(5)}${LAST}`)
      expect(backendsIn(answer)).toHaveLength(6)
      expect(new Set(answer.match(/from \d+/g)).size).toBe(2)
    },
  )

  test.runIf(isThere(name))('sends on end-to-end fields and the client’s own Host, and adds its address', async () => {
    const port = await start(peerSubject(peer), 5, await confOfTwo())
    const answer = await ask(
      port,
      'GET /a?b HTTP/1.1\r\nHost: Ex.test:81\r\nX-A: 1\r\nTE: x\r\nX-Forwarded-For: 192.0.2.7\r\nConnection: close\r\n\r\n',
    )
    const { url, headers } = JSON.parse(/\{.*\}/.exec(answer)?.[0] ?? '{}')
    expect(url).toBe('/a?b')
    expect(headers).toMatchObject({ host: 'Ex.test:81', 'x-a': '1', 'x-forwarded-for': '192.0.2.7, 127.0.0.1' })
    expect(headers).not.toHaveProperty('te')
  })

  test.runIf(isThere(name))('keeps to the limits that it knows', async () => {
    const limits = { target_bytes: 100, head_bytes: 5000, body_bytes: 1000 }
    const port = await start(peerSubject(peer), 5, { ...(await confOfTwo()), limits })
    const statusOf = async (head: string, body = '') =>
      (await ask(port, `${head}\r\nHost: a\r\nConnection: close\r\n${body}`)).slice(9, 12)
    expect(await statusOf(`GET /${'a'.repeat(99)} HTTP/1.1`, '\r\n')).toBe('200')
    expect(await statusOf(`GET /${'a'.repeat(100)} HTTP/1.1`, '\r\n')).toBe('414')
    expect(await statusOf('GET / HTTP/1.1', `X-A: ${'a'.repeat(4900)}\r\n\r\n`)).toBe('200')
    expect(await statusOf('GET / HTTP/1.1', `${'X-A: aaaa\r\n'.repeat(500)}\r\n`)).toMatch(/^4/)
    expect(await statusOf('POST / HTTP/1.1', `Content-Length: 1000\r\n\r\n${'b'.repeat(1000)}`)).toBe('200')
    expect(await statusOf('POST / HTTP/1.1', `Content-Length: 1001\r\n\r\n${'b'.repeat(1001)}`)).toBe('413')
  })
})

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
const LAST = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'

// A FIN behind a request makes nginx give it up, as if the client had gone.
const ask = (port: number, bytes: string) => askAndFinish(port, bytes, { thenFin: false })

function backendsIn(answers: string): string[] {
  return answers.match(/backend \d/g) ?? []
}

/** Backends that say who they are, from which port they were asked, and for what. */
async function confOfTwo() {
  const ports = await Promise.all(
    [1, 2].map(async number => {
      const server = createServer(({ url, headers, socket }, response) => {
        response.end(`backend ${number} from ${socket.remotePort} ${JSON.stringify({ url, headers })}\n`)
      })
      await once(server.listen(0, '127.0.0.1'), 'listening')
      onTestFinished(() => {
        server.close()
        server.closeAllConnections()
      })
      return (server.address() as AddressInfo).port
    }),
  )
  return { backend_servers: ports.map(port => ({ ip: '127.0.0.1', port })) }
}
