import { randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { describe, expect, test, vi } from 'vitest'
import { forwardingStages, get, patience, useRig } from '../../testing/proxy-rig.ts'
import { type Handler, toChunked } from '../../testing/scripted-backend.ts'

vi.setConfig(patience)

function inPieces(body: Buffer): Buffer[] {
  const pieces: Buffer[] = []
  for (let [from, size] = [0, 1]; from < body.length; from += size, size *= 3) {
    pieces.push(body.subarray(from, from + size))
  }
  return pieces
}

const octets = Buffer.from(Array.from({ length: 256 }, (_, octet) => octet))
const awkward = Buffer.concat([Buffer.from('\r\n0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n5\r\n'), octets])
const http10 = 'GET / HTTP/1.0\r\n\r\n'

/** The ways in which a backend may send a body, each as a handler that sends this one. */
const framings: readonly [string, (body: Buffer) => Handler][] = [
  ['a body with Content-Length', body => (_, reply) => reply.respond({ body })],
  ['a body in chunks', body => (_, reply) => reply.respond({ chunks: inPieces(body) })],
  [
    'a body that ends with the connection',
    body => async (_, reply) => {
      await reply.turn
      await reply.write('HTTP/1.1 200 OK\r\n\r\n')
      await reply.write(body)
      reply.end()
    },
  ],
  [
    'a body of HTTP/1.0',
    body => async (_, reply) => {
      await reply.turn
      await reply.write(Buffer.concat([Buffer.from('HTTP/1.0 200 OK\r\n\r\n'), body]))
      reply.end()
    },
  ],
  [
    'chunks with extensions and trailers',
    body => async (_, reply) => {
      await reply.turn
      const chunks = toChunked(inPieces(body)).subarray(0, -2)
      await reply.write(
        Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;a="b"\r\n!\r\n')]),
      )
      await reply.write(Buffer.concat([chunks, Buffer.from('Content-Length: 3\r\nX-T: 1\r\n\r\n')]))
    },
  ],
]

describe.each(forwardingStages)('through %s', stage => {
  const rig = useRig(stage)

  describe.each(framings)('%s', (name, sends) => {
    const mark = name.startsWith('chunks') ? '!' : ''
    const marked = (body: Buffer) => Buffer.concat([Buffer.from(mark), body])

    test('comes whole, though it looks like its own end and like another answer', async () => {
      rig.script = sends(awkward)
      const answer = await rig.ask(get('/'))
      expect([answer.status, answer.complete, answer.body]).toEqual([200, true, marked(awkward)])
    })

    test('comes to a client of HTTP/1.0 without chunks, and then the connection closes', async () => {
      rig.script = sends(awkward)
      await using client = await rig.connect()
      await client.send(http10)
      const answer = await client.response()
      expect([answer.header('transfer-encoding'), answer.complete, answer.body]).toEqual([
        undefined,
        true,
        marked(awkward),
      ])
      expect([(await client.untilClose()).length, await client.closed]).toEqual([0, 'fin'])
    })

    test('may be empty', async () => {
      rig.script = sends(Buffer.alloc(0))
      const answer = await rig.ask(get('/'))
      expect([answer.status, answer.complete, String(answer.body)]).toEqual([200, true, mark])
    })

    test('may have megabytes', async () => {
      const body = randomBytes(4_000_000)
      rig.script = sends(body)
      const answer = await rig.ask(get('/'))
      expect([answer.complete, answer.body.equals(marked(body))]).toEqual([true, true])
    })
  })

  test('a compressed body is passed on compressed', async () => {
    const body = gzipSync('hello')
    rig.script = (_, reply) => reply.respond({ headers: { 'Content-Encoding': 'gzip' }, body })
    const answer = await rig.ask(get('/', 'Accept-Encoding: gzip'))
    expect([answer.header('content-encoding'), answer.body]).toEqual(['gzip', body])
  })

  test('a client that asks for close gets the whole body and then FIN', async () => {
    rig.script = (_, reply) => reply.respond({ chunks: ['hel', 'lo'] })
    await using client = await rig.connect()
    await client.send(get('/', 'Connection: close'))
    const answer = await client.response()
    expect([String(answer.body), answer.header('connection')]).toEqual(['hello', 'close'])
    expect([(await client.untilClose()).length, await client.closed]).toEqual([0, 'fin'])
  })
})
