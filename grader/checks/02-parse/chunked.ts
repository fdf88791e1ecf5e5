// Stage 2 and later: bodies in chunks, and the field that announces them.
import type { Check } from '../../check.ts'
import { refusedOrLawful } from '../../lab/refusal.ts'
import { toChunks } from '../../lab/request.ts'
import { sha256Of } from '../../lab/response.ts'
import { mustHaveBody, understood } from '../../lab/understood.ts'
import { must, mustEqual } from '../../verdict.ts'
import { BAD_CHUNKS, HUGE_CHUNKS, mustNotComplete, toChunkedRequest } from './bad-chunks.ts'
import { NOT_CHUNKED, UNKNOWN_CODINGS } from './malformed.ts'
import { mustRefuse, parseCheck, toBytes } from './parse-check.ts'

export const CHUNKED: readonly Check[] = [
  parseCheck({
    id: 'parse.chunked',
    title: 'A body in chunks is the data of its chunks: of many, of one, of none, sizes in any case of letters.',
    points: 3,
    spec: 'RFC 9112 §7.1',
    why: 'Clients that do not know the length beforehand send so, and every recipient of HTTP/1.1 must read it.',
    hint: 'Size in hexadecimal, CR LF, so many octets, CR LF; a size of 0, the trailers, an empty line.',
    byHand: "curl -s -H 'Transfer-Encoding: chunked' --data hello http://127.0.0.1:{port}/a",
    run: async lab => {
      const looksLikeTheEnd = toBytes(`a\r\n0\r\n\r\n${lab.random.word()}`)
      const bodies = [Buffer.alloc(0), lab.random.bytes(1), looksLikeTheEnd, lab.random.bytes(5000)]
      for (const body of bodies) {
        const chunked = Array.from({ length: 5 }, () => lab.random.integer(1, 300))
        const heard = await understood(lab, lab.request({ method: 'POST', body, chunked }))
        mustHaveBody(lab, heard, { bytes: body.length, sha256: sha256Of(body) })
      }
      const body = lab.random.bytes(0xab)
      const framed = Buffer.concat([toBytes('00aB\r\n'), body, toBytes('\r\n000\r\n\r\n')])
      mustHaveBody(lab, await understood(lab, toChunkedRequest(lab, framed)), { bytes: 0xab, sha256: sha256Of(body) })
    },
  }),
  parseCheck({
    id: 'parse.chunk-extensions',
    title: 'Chunk extensions are passed over.',
    spec: 'RFC 9112 §7.1.1',
    why: 'They mean nothing to most; a number reader that stumbles over them refuses lawful uploads.',
    hint: 'The size ends at the first octet that is no hexadecimal digit; a semicolon may follow.',
    run: async lab => {
      const body = toBytes(lab.random.word(5))
      for (const extension of [';a=b', ';a="x;y"', ';a', ';a=1;b=2']) {
        const framed = Buffer.concat([toBytes(`5${extension}\r\n`), body, toBytes('\r\n0\r\n\r\n')])
        mustHaveBody(lab, await understood(lab, toChunkedRequest(lab, framed)), { bytes: 5, sha256: sha256Of(body) })
      }
    },
  }),
  parseCheck({
    id: 'parse.trailers',
    title: 'Trailers end the body and change nothing: not its length, not the Host, not the framing.',
    points: 2,
    spec: 'RFC 9110 §6.5.1; RFC 9112 §7.1.2',
    why: 'Merged into the head, a trailer sets a length or a host behind the back of everybody who has checked the head.',
    hint: 'Read trailers up to the empty line and forget them.',
    run: async lab => {
      const body = lab.random.bytes(20)
      const trailers = 'X-T: 1\r\nContent-Length: 99\r\nHost: evil.test\r\nTransfer-Encoding: x\r\n'
      const { mark, method, bytes } = toChunkedRequest(lab, toChunks(body, [7], trailers))
      const { heard } = await refusedOrLawful(lab, { mark, method, bytes }, 'a request with forbidden trailers')
      if (heard !== undefined) {
        mustHaveBody(lab, heard, { bytes: 20, sha256: sha256Of(body) })
        must(heard.host !== 'evil.test', { reason: 'a trailer has replaced the Host' })
      }
      const plain = toChunkedRequest(lab, toChunks(body, [7], 'X-T: 1\r\nX-U: 2\r\nX-V: 3\r\n'))
      mustHaveBody(lab, await understood(lab, plain), { bytes: 20, sha256: sha256Of(body) })
    },
  }),
  parseCheck({
    id: 'parse.chunks-malformed',
    title: 'A chunk size that is no hexadecimal number, and chunk data without its CR LF, are refused.',
    points: 3,
    spec: 'RFC 9112 §7.1; CONTRACT, stage 2: 400',
    why: 'Where two programs see different chunks they see different ends, and what lies between is a smuggled request.',
    hint: 'Test for hexadecimal digits; look whether the two octets behind the data are CR LF.',
    byHand:
      "printf 'POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0x5\\r\\nhello\\r\\n0\\r\\n\\r\\n' | nc -N 127.0.0.1 {port}",
    run: async lab => {
      for (const bad of BAD_CHUNKS) await mustNotComplete(lab, bad)
    },
  }),
  parseCheck({
    id: 'parse.chunks-huge',
    title: 'A chunk size beyond counting is refused and does not wrap around.',
    points: 2,
    spec: 'RFC 9112 §7.1; CONTRACT, stage 2: 400 or 413',
    why: '10000000000000005 is 5 to a program that counts in 64 bits.',
    hint: 'Limit the number of digits, or compare before each step.',
    run: async lab => {
      for (const bad of HUGE_CHUNKS) await mustNotComplete(lab, bad)
    },
  }),
  parseCheck({
    id: 'parse.chunks-cut-short',
    title: 'A body in chunks whose last chunk never comes is no request.',
    points: 2,
    spec: 'RFC 9112 §8',
    why: 'Half an order must not be carried out as if it were a whole one.',
    hint: 'Only the chunk of size 0 ends the body; the end of the stream before it is a fault.',
    run: async lab => {
      for (const framed of ['5\r\nhello\r\n', '5\r\nhel', '5\r\nhello\r\n0\r\n'])
        await mustNotComplete(lab, { what: 'a body in chunks that does not end', framed, finish: true })
    },
  }),
  parseCheck({
    id: 'parse.length-and-chunked',
    title: 'Content-Length beside Transfer-Encoding is refused, or chunked wins and the connection ends.',
    points: 3,
    spec: 'RFC 9112 §6.1, §6.3; CONTRACT, stage 2: 400',
    why: 'It is the classic of request smuggling: proxy and backend each believe another one of the two.',
    hint: 'Refuse it: no honest client sends both.',
    run: async lab => {
      for (const lines of [
        'Content-Length: 4\r\nTransfer-Encoding: chunked',
        'Transfer-Encoding: chunked\r\nContent-Length: 4',
      ]) {
        const mark = lab.mark()
        const bytes = toBytes(`POST /${mark} HTTP/1.1\r\nHost: lab.test\r\n${lines}\r\n\r\n5\r\nhello\r\n0\r\n\r\n`)
        const what = 'a request with both lengths'
        if (lab.stage === 2) {
          await lab.refused(bytes, [mark], what)
          continue
        }
        const { client, heard } = await refusedOrLawful(lab, { mark, method: 'POST', bytes }, what)
        if (heard === undefined) continue
        mustEqual(heard.bodyBytes, 5, 'the length of the body')
        await client.ended()
      }
    },
  }),
  parseCheck({
    id: 'parse.codings-unknown',
    title: 'A transfer coding that the program does not know is refused.',
    points: 2,
    spec: 'RFC 9112 §6.1; CONTRACT, stage 2: 501',
    why: 'Whoever cannot decode it cannot know where the request ends.',
    hint: 'chunked, alone, is all that you have to know.',
    run: lab => mustRefuse(lab, UNKNOWN_CODINGS),
  }),
  parseCheck({
    id: 'parse.codings-malformed',
    title: 'What only looks like chunked, or has chunked anywhere but at the end, is refused.',
    points: 2,
    spec: 'RFC 9112 §6.1, §6.3; CONTRACT, stage 2: 400 or 501',
    why: 'A search for the word finds chunked where a stricter backend does not.',
    hint: 'Cut the list at its commas and compare whole words.',
    run: lab => mustRefuse(lab, NOT_CHUNKED),
  }),
]
