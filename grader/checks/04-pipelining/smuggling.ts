// Requests that hide another one inside: whatever the proxy makes of the outer one, the inner one must never become a
// request. Beside every attack stands what looks like it and is lawful.
import type { Check } from '../../check.ts'
import { answersTo, outcomeOf } from '../../lab/outcome.ts'
import { type FieldLine, toChunks } from '../../lab/request.ts'
import { must, mustEqual } from '../../verdict.ts'
import { ONE_BACKEND } from '../03-forward/worlds.ts'
import { hidden, outer, play } from './hidden.ts'

const MISTAKES = 'stages/04-pipelining/README.md#five-mistakes-people-make-here'
const WHY =
  'A hidden request is done in the name of the proxy: it passes every rule at the door, and its answer goes to somebody else.'

/** Codings that are not chunked, though some program somewhere takes them for it. */
const ODD_CODINGS = [
  'xchunked',
  'chunked\x0b',
  'chunked\x0c',
  '"chunked"',
  'chunked;q=1',
  'chunked, identity',
  'identity, chunked, identity',
  'identity',
  'chu nked',
  'chunked\x00',
]

export const SMUGGLING: readonly Check[] = [
  {
    id: 'smuggling.length-and-chunked',
    stage: 4,
    title:
      'A request with Content-Length and Transfer-Encoding is refused, or read as chunked and its connection closed.',
    points: 3,
    needs: ['pipelining.bodies'],
    spec: 'RFC 9112 §6.1, §6.3',
    why: WHY,
    hint: 'Both fields in one request are an attack until proven otherwise: answer 400 and close.',
    lesson: MISTAKES,
    world: ONE_BACKEND,
    run: async lab => {
      const inner = hidden(lab)
      const framings: readonly (readonly [length: number, body: string])[] = [
        // Read by the length, the body ends in front of the hidden request; read as chunked, that lies in a chunk.
        [
          inner.length.toString(16).length + 2,
          toChunks(Buffer.from(inner, 'latin1'), [inner.length]).toString('latin1'),
        ],
        // And the other way round.
        [5 + inner.length, `0\r\n\r\n${inner}`],
      ]
      for (const [length, body] of framings) {
        const both: FieldLine[] = lab.random.shuffle([
          ['Content-Length', `${length}`],
          ['Transfer-Encoding', 'chunked'],
        ])
        const request = lab.request({ method: 'POST' })
        const [first, second] = await play(lab, request, outer(request.mark, both, body))
        must(first.kind !== 'answered' || second.kind !== 'answered', {
          reason: 'behind a request with both Content-Length and Transfer-Encoding the connection went on',
          expected: 'the connection closes behind it (RFC 9112 §6.1)',
          actual: 'the next request on it was answered',
        })
      }
    },
  },
  {
    id: 'smuggling.chunks-in-http10',
    stage: 4,
    // HAProxy 2.6 hands such a request on as it came.
    level: 'should',
    title:
      'Behind a request of HTTP/1.0 with Transfer-Encoding the connection closes, whether it is refused or answered.',
    needs: ['pipelining.bodies'],
    spec: 'RFC 9112 §6.1',
    why: 'HTTP/1.0 has no chunks: somebody in front may have passed the field on without knowing it, and sees another end.',
    hint: 'Answer 400 and close: its framing is faulty.',
    lesson: MISTAKES,
    world: ONE_BACKEND,
    run: async lab => {
      for (const data of [hidden(lab), lab.random.text(20)]) {
        const request = lab.request({ method: 'POST' })
        const fields: FieldLine[] = [
          ['Connection', 'keep-alive'],
          ['Transfer-Encoding', 'chunked'],
        ]
        const chunks = toChunks(Buffer.from(data, 'latin1'), [data.length])
        const [first, second] = await play(lab, request, outer(request.mark, fields, chunks, 'POST', 'HTTP/1.0'))
        must(first.kind !== 'answered' || second.kind !== 'answered', {
          reason: 'behind a request of HTTP/1.0 with Transfer-Encoding the connection went on',
          expected: 'the connection closes behind it (RFC 9112 §6.1)',
          actual: 'the next request on it was answered',
        })
      }
    },
  },
  {
    id: 'smuggling.odd-codings-behind',
    stage: 4,
    title:
      'What only looks like Transfer-Encoding: chunked does not hide a request; in other letters Chunked is understood.',
    points: 2,
    needs: ['pipelining.bodies'],
    spec: 'RFC 9112 §6.1, §6.3',
    why: WHY,
    hint: 'Compare the whole list with the one word chunked, in any case of letters; refuse anything else.',
    lesson: MISTAKES,
    world: ONE_BACKEND,
    run: async lab => {
      for (const coding of lab.random.shuffle(ODD_CODINGS)) {
        const body = `0\r\n\r\n${hidden(lab)}`
        const request = lab.request({ method: 'POST' })
        const fields: FieldLine[] = [
          ['Content-Length', `${body.length}`],
          ['Transfer-Encoding', coding],
        ]
        await play(lab, request, outer(request.mark, fields, body))
      }
      for (const codings of [
        ['identity', 'chunked'],
        ['chunked', 'x-none'],
      ]) {
        const body = `0\r\n\r\n${hidden(lab)}`
        const request = lab.request({ method: 'POST' })
        const fields = codings.map((coding): FieldLine => ['Transfer-Encoding', coding])
        // Who reads one of them as chunked and closes is still safe: what stands behind must not be taken for a request.
        const closing: FieldLine[] = [...fields, ['Connection', 'close']]
        await play(lab, request, outer(request.mark, closing, body))
      }
      const body = lab.random.text(30)
      const lawful = lab.request({ method: 'POST' })
      const client = await lab.client()
      const next = lab.request()
      const chunks = toChunks(Buffer.from(body), [9])
      client.send(outer(lawful.mark, [['TRANSFER-encoding', 'Chunked']], chunks), next)
      await answersTo([lawful, next], client)
    },
  },
  {
    id: 'smuggling.body-with-a-request',
    stage: 4,
    title: 'A body that looks like a request is a body: with a length, in chunks, and with a GET, too.',
    points: 2,
    needs: ['pipelining.bodies'],
    spec: 'RFC 9112 §6.3',
    why: 'People upload logs and lessons on HTTP. And a body that is forgotten in the buffer becomes a request.',
    hint: 'Whether there is a body is said by the framing alone, whatever the method.',
    lesson: MISTAKES,
    world: ONE_BACKEND,
    run: async lab => {
      for (const chunked of [false, true]) {
        const request = lab.request({ method: 'POST', body: `\r\n\r\n${hidden(lab)}`, chunked })
        const [first, second] = await play(lab, request, request.bytes)
        must(first.kind === 'answered' && second.kind === 'answered', {
          reason: 'a lawful POST, or the GET behind it, was not answered',
          expected: 'both are answered',
          actual: `the POST: ${first.kind}, the GET: ${second.kind}`,
        })
      }
      for (const method of ['GET', 'DELETE', 'HEAD']) {
        const request = lab.request({ method, body: hidden(lab) })
        await play(lab, request, request.bytes)
      }
    },
  },
  {
    id: 'smuggling.connection-names-framing',
    stage: 4,
    title: 'Connection: Content-Length, or Host, does not take away what a request, or an answer, needs.',
    points: 2,
    spec: 'RFC 9110 §7.6.1',
    why: WHY,
    hint: 'Fields that Connection names are dropped, but framing and Host are never among them.',
    lesson: MISTAKES,
    world: ONE_BACKEND,
    run: async lab => {
      const names = ['Content-Length', 'content-length, x-a', 'Host', 'Transfer-Encoding', 'Content-Length, Host']
      for (const named of lab.random.shuffle(names)) {
        const request = lab.request({ method: 'POST', body: hidden(lab), fields: [['Connection', named]] })
        await play(lab, request, request.bytes)
        for (const call of lab.callsOf(request)) {
          const body = await call.body()
          must(body.equals(request.body), {
            reason: `a POST with Connection: ${named} reached ${call.connectionName} with another body`,
            expected: `${request.body.length} octets`,
            actual: `${body.length} octets`,
          })
        }
      }
      const body = lab.random.text(50)
      const request = lab.request()
      lab.answer(request, call => call.respond({ body, fields: [['Connection', 'Content-Length']] }))
      const { response } = await lab.exchange(request, await lab.client())
      mustEqual(response.body.toString('latin1'), body, 'the body of an answer with Connection: Content-Length')
    },
  },
  {
    id: 'smuggling.upgrade',
    stage: 4,
    title: 'A request that asks for an upgrade opens no tunnel: what stands behind it is still read as requests.',
    spec: 'RFC 9110 §7.8',
    why: 'Octets that are passed on unread get past every rule of the proxy.',
    hint: 'Do not pass Upgrade on; only a 101 of the backend would begin another protocol.',
    lesson: MISTAKES,
    world: ONE_BACKEND,
    run: async lab => {
      const upgrade: FieldLine[] = [
        ['Connection', 'Upgrade'],
        ['Upgrade', lab.random.pick(['websocket', 'h2c'])],
      ]
      const request = lab.request({ fields: upgrade })
      const behind = lab.request()
      // In absolute form: passed on as it came, it would be an unlawful request between proxy and backend.
      const absolute = `GET http://lab.test${behind.target} HTTP/1.1\r\nHost: lab.test\r\n\r\n`
      const client = await lab.client()
      client.send(request, absolute)
      const { kind } = await outcomeOf(client, request)
      if (kind === 'answered') await outcomeOf(client, behind)
      client.close()
      await lab.exchange()
    },
  },
]
