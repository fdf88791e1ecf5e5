import { randomBytes } from 'node:crypto'
import { describe, expect, test, vi } from 'vitest'
import { forwardingStages, get, head, patience, post, useRig } from '../../testing/proxy-rig.ts'
import type { ReceivedResponse } from '../../testing/raw-client.ts'
import { type Handler, toChunked } from '../../testing/scripted-backend.ts'

vi.setConfig(patience)

const ends = ['end', 'reset'] as const

/** Sends the bytes in its turn, then FIN, RST or nothing. */
function sends(bytes: string | Buffer, behind?: (typeof ends)[number]): Handler {
  return async (_, reply) => {
    await reply.turn
    await reply.write(bytes)
    if (behind !== undefined) reply[behind]()
  }
}

const ok = 'HTTP/1.1 200 OK\r\n'
const inChunks = `${ok}Transfer-Encoding: chunked\r\n\r\n`
const body = randomBytes(1000).toString('latin1')

const nonsense: readonly [string, string | Buffer][] = [
  ['another protocol', 'SSH-2.0-Open\r\n\r\n'],
  ['a request', get('/')],
  ['a status that is no number', 'HTTP/1.1 2xx OK\r\n\r\n'],
  ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n'],
  ['a status of four digits', 'HTTP/1.1 2000 OK\r\n\r\n'],
  ['a status below 100', 'HTTP/1.1 099 OK\r\n\r\n'],
  ['HTTP/2', 'HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n'],
  ['a switch of protocols that nobody asked for', 'HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n'],
  ['a header without colon', `${ok}NoColon\r\n\r\n`],
  ['a blank before the colon', `${ok}Content-Length : 0\r\n\r\n`],
  ['a folded header', `${ok}X-A: 1\r\n 2\r\nContent-Length: 0\r\n\r\n`],
  ['NUL in a header', `${ok}X-A: a\0b\r\nContent-Length: 0\r\n\r\n`],
  ['a bare CR in a header', `${ok}X-A: a\rSet-Cookie: z\r\nContent-Length: 0\r\n\r\n`],
  ['a bare LF in a header', `${ok}X-A: a\nSet-Cookie: z\r\nContent-Length: 0\r\n\r\n`],
  ['two lengths', `${ok}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!`],
  ['a negative length', `${ok}Content-Length: -1\r\n\r\n`],
  ['a length with a letter', `${ok}Content-Length: 5x\r\n\r\nhello`],
  ['a length beside chunks', `${ok}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
  ['an unknown coding', `${ok}Transfer-Encoding: gzip\r\n\r\nhello`],
  ['chunks inside of another coding', `${ok}Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n`],
  ['a head that does not end', `${ok}${'X-A: 1\r\n'.repeat(10_000)}`],
]

const cutHeads: readonly [string, string][] = [
  ['before a byte', ''],
  ['inside the status line', 'HTTP/1.1 20'],
  ['inside the head', `${ok}Content-Len`],
  ['in front of the empty line', `${ok}Content-Length: 0\r\n`],
  ['behind an interim answer', 'HTTP/1.1 100 Continue\r\n\r\n'],
]

const cutBodies: readonly [string, string][] = [
  ['behind the head', `${ok}Content-Length: 1000\r\n\r\n`],
  ['inside a body with a length', `${ok}Content-Length: 1000\r\n\r\n${body.slice(0, 400)}`],
  ['one byte before the end', `${ok}Content-Length: 1000\r\n\r\n${body.slice(0, 999)}`],
  ['before the first chunk', inChunks],
  ['inside a chunk size', `${inChunks}3E`],
  ['inside a chunk', `${inChunks}3E8\r\n${body.slice(0, 400)}`],
  ['between two chunks', `${inChunks}3E8\r\n${body}\r\n`],
  ['inside the last chunk', `${inChunks}3E8\r\n${body}\r\n0\r\n`],
  ['inside the trailers', `${inChunks}3E8\r\n${body}\r\n0\r\nX-T: 1\r\n`],
]

const brokenChunks: readonly [string, string][] = ['x', '-1', '0x5', 'FFFFFFFFFFFFFFFFF'].map(size => {
  return [`the chunk size ${size}`, `${inChunks}3E8\r\n${body}\r\n${size}\r\nhello\r\n0\r\n\r\n`]
})

describe.each(forwardingStages)('%s survives a backend that', stage => {
  const rig = useRig(stage)

  async function answerTo(request: string, script: Handler): Promise<ReceivedResponse> {
    rig.script = script
    const answer = await rig.ask(request, request.slice(0, request.indexOf(' ')))
    rig.script = undefined
    await rig.proveAlive()
    return answer
  }

  describe.each(ends)('%ss the connection', end => {
    test.each(cutHeads)('%s, and says 502', async (_, bytes) => {
      for (const request of [get('/'), head('/'), post('/', 'hello')]) {
        const { status, complete } = await answerTo(request, sends(bytes, end))
        expect([status, complete]).toEqual([502, true])
      }
    })

    test.each(cutBodies)('%s, and lets nobody think that this was all', async (_, bytes) => {
      const answer = await answerTo(get('/'), sends(bytes, end))
      // A reset may overtake the head.
      if (end === 'reset' && answer.status === 502) return
      expect([answer.status, answer.complete]).toEqual([200, false])
      expect(body.startsWith(answer.body.toString('latin1'))).toBe(true)
    })

    test('inside a body of which only the close tells the end to HTTP/1.0, and resets that client', async () => {
      const answer = await answerTo('GET / HTTP/1.0\r\n\r\n', sends(`${inChunks}3E8\r\n${body}\r\n`, end))
      if (end === 'reset' && answer.status === 502) return
      expect([answer.status, answer.complete]).toEqual([200, false])
    })
  })

  test('resets a body of which only the close would tell the end, and lets nobody think that this was all', async () => {
    const answer = await answerTo(get('/'), sends(`${ok}\r\n${body}`, 'reset'))
    if (answer.status !== 502) expect([answer.status, answer.complete]).toEqual([200, false])
  })

  test.each(nonsense)('answers with %s and stays connected, and says 502 without any of it', async (_, bytes) => {
    const answer = await answerTo(get('/'), sends(bytes))
    expect([answer.status, answer.complete, answer.header('set-cookie')]).toEqual([502, true, undefined])
    expect((await answerTo(post('/', 'x'), sends(bytes, 'end'))).status).toBe(502)
  })

  test('answers with random bytes, and says 502', async () => {
    const { status } = await answerTo(get('/'), sends(Buffer.concat([Buffer.from([0]), randomBytes(4096)]), 'end'))
    expect(status).toBe(502)
  })

  test.each(brokenChunks)('sends %s in the middle, and adds nothing to what had come', async (_, bytes) => {
    const answer = await answerTo(get('/'), sends(bytes))
    expect([answer.status, answer.complete, answer.body.toString('latin1')]).toEqual([200, false, body])
  })

  test('sends FIN in one flight with the whole answer, which is whole', async () => {
    for (const bytes of [
      `${ok}Content-Length: 1000\r\n\r\n${body}`,
      `${inChunks}${toChunked([Buffer.from(body, 'latin1')]).toString('latin1')}`,
    ]) {
      const answer = await answerTo(get('/'), async (_, reply) => {
        await reply.turn
        reply.socket.end(Buffer.from(bytes, 'latin1'))
      })
      expect([answer.status, answer.complete, answer.body.toString('latin1')]).toEqual([200, true, body])
    }
  })
})
