// Stage 2 and later: bodies whose length Content-Length tells.
import type { Check } from '../../check.ts'
import { refusedOrLawful } from '../../lab/refusal.ts'
import { sha256Of } from '../../lab/response.ts'
import { mustHaveBody, understood } from '../../lab/understood.ts'
import { must, mustEqual } from '../../verdict.ts'
import { BAD_LENGTHS, HUGE_LENGTHS, TWO_LENGTHS } from './malformed.ts'
import { mustRefuse, parseCheck, toBytes } from './parse-check.ts'

export const LENGTHS: readonly Check[] = [
  parseCheck({
    id: 'parse.no-body',
    title:
      'A request without Content-Length and Transfer-Encoding has no body, and is answered while the client holds the line.',
    points: 2,
    spec: 'RFC 9112 §6.3',
    why: 'Who waits for the end of the connection makes every browser wait.',
    hint: 'The empty line is the end of such a request.',
    run: async lab => {
      mustEqual((await understood(lab, lab.request())).bodyBytes, 0, 'the length of the body of a GET')
      const post = lab.request({ method: 'POST' })
      const { heard, response } = await refusedOrLawful(lab, post, 'a POST without a length')
      must(heard?.bodyBytes === 0 || response?.status === 411, {
        reason: 'a POST without a body was refused',
        expected: 'it is understood (or refused with 411)',
        actual: String(response?.status ?? 'a close'),
      })
    },
  }),
  parseCheck({
    id: 'parse.lengths',
    title:
      'Bodies with a Content-Length are read to their last octet and no further: of no octet, of one, of all values, of 200 KB.',
    points: 3,
    spec: 'RFC 9112 §6.3',
    why: 'One octet too few cuts an upload short; one too many waits for ever.',
    hint: 'Count octets, not characters, and what came with the head counts too.',
    byHand: 'curl -s --data hello http://127.0.0.1:{port}/a',
    run: async lab => {
      const nasty = `GET /${lab.mark().replace('m-', '')} HTTP/1.1\r\nHost: x\r\n\r\n0\r\n\r\n\0`
      const bodies = [Buffer.alloc(0), lab.random.bytes(1), toBytes(nasty), lab.random.bytes(200_000)]
      for (const body of bodies) {
        const heard = await understood(lab, lab.request({ method: 'POST', body }))
        mustHaveBody(lab, heard, { bytes: body.length, sha256: sha256Of(body) })
      }
    },
  }),
  parseCheck({
    id: 'parse.length-zeros',
    title: 'A Content-Length with zeros in front is decimal all the same, or refused.',
    spec: 'RFC 9110 §8.6',
    why: 'Read as octal, 010 is 8: then two octets of this body become the beginning of the next request.',
    hint: 'Say base 10 wherever your language guesses.',
    run: async lab => {
      for (const [value, bytes] of [
        ['0000000005', 5],
        ['010', 10],
      ] as const) {
        const mark = lab.mark()
        const text = `POST /${mark} HTTP/1.1\r\nHost: lab.test\r\nContent-Length: ${value}\r\n\r\n${lab.random.word(bytes)}`
        const request = { mark, method: 'POST', bytes: toBytes(text) }
        const { heard } = await refusedOrLawful(lab, request, `a Content-Length of ${value}`)
        if (heard === undefined) lab.warn(`a Content-Length of ${value} is refused`)
        else mustEqual(heard.bodyBytes, bytes, `the length ${value}`)
      }
    },
  }),
  parseCheck({
    id: 'parse.length-malformed',
    title: 'A Content-Length that is anything but digits is refused.',
    points: 3,
    spec: 'RFC 9112 §6.3; RFC 9110 §8.6; CONTRACT, stage 2: 400',
    why: 'Each language reads +5, 1_0 or 5abc in its own way: where proxy and backend differ, requests are smuggled.',
    hint: 'Test for digits before you ask your language for a number.',
    byHand: "printf 'POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: +5\\r\\n\\r\\nhello' | nc -N 127.0.0.1 {port}",
    run: lab => mustRefuse(lab, BAD_LENGTHS),
  }),
  parseCheck({
    id: 'parse.length-huge',
    title: 'A Content-Length beyond 63 bits is refused, and neither wraps around nor takes memory.',
    points: 2,
    spec: 'RFC 9110 §8.6; CONTRACT, stage 2: 400 or 413',
    why: '2^64 + 5 is 5 to a program that counts in 64 bits; the rest of the body is then a request of its own.',
    hint: 'Compare with the limit of the conf before you compute or allocate.',
    run: lab => mustRefuse(lab, HUGE_LENGTHS),
  }),
  parseCheck({
    id: 'parse.lengths-differ',
    title: 'Two Content-Lengths that differ are refused.',
    points: 2,
    spec: 'RFC 9112 §6.3; CONTRACT, stage 2: 400',
    why: 'The one believes the first, the other the last: this is how requests are smuggled.',
    hint: 'Look at all lines of the name, and at lists in one line.',
    run: lab => mustRefuse(lab, TWO_LENGTHS),
  }),
  parseCheck({
    id: 'parse.lengths-equal',
    title: 'Two equal Content-Lengths are refused, or become one.',
    spec: 'RFC 9110 §8.6',
    why: 'Harmless here, they are not at the next hop, which may read them as a list or as a fault.',
    hint: 'Refuse, or write the length anew from the number that you understood.',
    run: async lab => {
      for (const lines of ['Content-Length: 5\r\nContent-Length: 5', 'Content-Length: 5, 5']) {
        const mark = lab.mark()
        const bytes = toBytes(`POST /${mark} HTTP/1.1\r\nHost: lab.test\r\n${lines}\r\n\r\nhello`)
        const { heard } = await refusedOrLawful(
          lab,
          { mark, method: 'POST', bytes },
          'a request with two equal lengths',
        )
        if (heard !== undefined) mustEqual(heard.bodyBytes, 5, 'the length of the body')
      }
    },
  }),
  parseCheck({
    id: 'parse.length-cut-short',
    title: 'A client that announces ten octets, sends five and finishes has made no request.',
    points: 2,
    spec: 'RFC 9112 §8',
    why: 'Half an order must not be carried out as if it were a whole one.',
    hint: 'The end of the stream before the end of the body is a fault of the client: 400, or close.',
    byHand: "printf 'POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 10\\r\\n\\r\\nhello' | nc -N 127.0.0.1 {port}",
    run: async lab => {
      const mark = lab.mark()
      const client = await lab.client()
      client.send(`POST /${mark} HTTP/1.1\r\nHost: lab.test\r\nContent-Length: 10\r\n\r\nhello`)
      client.finish()
      const response = await client.message('POST')
      must(response === undefined || response.status >= 400, {
        reason: 'half a request was answered like a whole one',
        expected: '400, 408 or a close',
        actual: String(response?.status),
      })
      await client.ended()
      for (const call of lab.callsOf(mark)) {
        await call.settled()
        mustEqual(call.state, 'cut', `what ${call.connectionName} has got`)
      }
    },
  }),
]
