// Requests whose bodies come in chunks (RFC 9112 §7.1).
import type { Check } from '../../check.ts'
import { mustAnswer } from '../../lab/exchange.ts'
import type { Lab } from '../../lab/lab.ts'
import { isRefusal } from '../../lab/refusal.ts'
import { type LabRequest, toChunks } from '../../lab/request.ts'
import { valuesOf } from '../../lab/response.ts'
import { must, mustEqual } from '../../verdict.ts'
import { LESSON } from './lesson.ts'
import { type HalfRequest, mustStayHalf } from './outcomes.ts'
import { cutPlaces } from './raw-answer.ts'

export const CHUNKED_REQUEST_CHECKS: readonly Check[] = [
  {
    id: 'chunked.request',
    stage: 3,
    title: 'A body that comes in chunks arrives whole, framed in one way only.',
    needs: ['request.length'],
    points: 3,
    spec: 'RFC 9112 §7.1',
    why: 'Whoever does not know chunks takes their sizes for the body, or the body for the next request.',
    hint: 'Decode the chunks, then frame anew: with chunks of your own, or with the length if you have it all.',
    lesson: LESSON.TOUR,
    byHand: "curl -v -H 'Transfer-Encoding: chunked' -d hello http://127.0.0.1:{port}/",
    run: async lab => {
      const body = Buffer.from(lab.random.text(6000))
      await mustDecode(lab, toChunks(body, [1, 5, 16, 255, 4096]), body)
      const oddlyWritten = toChunks(body, [0xabc, 0xdef]).toString('latin1').replace('abc\r\n', '000ABC\r\n')
      await mustDecode(lab, Buffer.from(oddlyWritten, 'latin1'), body, 'CHUNKED')
    },
  },
  {
    id: 'chunked.empty',
    stage: 3,
    title: 'A body of no chunks but the last one is empty, and answered at once.',
    needs: ['chunked.request'],
    spec: 'RFC 9112 §7.1',
    why: 'Programs that write into a stream send it whenever there was nothing to write.',
    hint: 'The first chunk may be the last one.',
    lesson: LESSON.TOUR,
    run: lab => mustDecode(lab, Buffer.from('0\r\n\r\n'), Buffer.alloc(0)),
  },
  {
    id: 'chunked.cut-points',
    stage: 3,
    title: 'Chunks may come in pieces that are cut anywhere.',
    needs: ['chunked.request'],
    points: 2,
    spec: 'RFC 9112 §7.1',
    why: 'Chunks and the pieces in which TCP brings them have nothing to do with each other.',
    hint: 'A size line may be half there, and so may the line end behind the data.',
    lesson: LESSON.TOUR,
    run: async lab => {
      const body = Buffer.from(lab.random.text(40))
      const framed = toChunks(body, [5, 17])
      for (const at of cutPlaces(lab.random, framed, 10))
        await mustDecode(lab, [framed.subarray(0, at), framed.subarray(at)], body)
      const octets = [...framed].map(octet => Buffer.from([octet]))
      await mustDecode(lab, octets, body)
    },
  },
  {
    id: 'chunked.last-chunk-inside',
    stage: 3,
    title: 'Data that looks like a last chunk is data.',
    needs: ['chunked.request'],
    points: 2,
    spec: 'RFC 9112 §7.1',
    why: 'Any file may hold these five octets; who searches for them cuts it there.',
    hint: 'Count the octets of a chunk; do not look at them.',
    lesson: LESSON.TOUR,
    run: async lab => {
      const inner = lab.request({ path: '/inner' })
      lab.mustNeverArrive(inner.mark, 'the data of a chunk was taken for a request')
      const body = Buffer.concat([Buffer.from(`${lab.random.word()}\r\n0\r\n\r\n`), inner.bytes])
      await mustDecode(lab, toChunks(body, []), body)
      await mustDecode(lab, toChunks(body, [10]), body)
    },
  },
  {
    id: 'chunked.extensions',
    stage: 3,
    title: 'Chunk extensions change nothing.',
    needs: ['chunked.request'],
    spec: 'RFC 9112 §7.1.1',
    why: 'Nobody uses them, but they are lawful, and a number parser that meets ";" gives up.',
    hint: 'The size ends where the hexadecimal digits do; what follows a semicolon is to be ignored.',
    lesson: LESSON.TOUR,
    run: async lab => {
      const word = lab.random.word()
      for (const extension of [`;${word}`, `;a=${word}`, `;a="${word};y"`, `;a=1;b=${word}`])
        await mustDecode(lab, Buffer.from(`5${extension}\r\nhello\r\n0${extension}\r\n\r\n`), Buffer.from('hello'))
    },
  },
  {
    id: 'chunked.trailers',
    stage: 3,
    title: 'Trailers are dropped or passed on as trailers; what they say changes neither head nor framing.',
    needs: ['chunked.request'],
    points: 2,
    spec: 'RFC 9110 §6.5.1, RFC 9112 §7.1.2',
    why: 'A Content-Length or Host that comes behind the body, merged into the head, rewrites a request that was judged already.',
    hint: 'Read the trailers to their empty line, and forget them.',
    lesson: LESSON.TOUR,
    run: async lab => {
      const word = lab.random.word()
      await withTrailers(lab, `X-T: ${word}\r\n`, [['Trailer', 'X-T']], 'lawful')
      await withTrailers(lab, `X-T: ${word}\r\nX-U: 2\r\nX-V: 3\r\n`, [['Trailer', 'X-T, X-U, X-V']], 'lawful')
      for (const hostile of ['Content-Length: 99', 'Transfer-Encoding: x', `Host: ${word}.evil`, 'Connection: close'])
        await withTrailers(lab, `${hostile}\r\n`, [], 'hostile')
    },
  },
  {
    id: 'chunked.malformed',
    stage: 3,
    title: 'A body with a malformed chunk is refused or cut: no backend sees a whole request.',
    needs: ['chunked.request'],
    points: 2,
    spec: 'RFC 9112 §7.1',
    why: 'If proxy and backend read a size differently, they disagree on where the next request begins.',
    hint: 'A size is hexadecimal digits and nothing else; number parsers of most languages are more generous.',
    lesson: LESSON.TOUR,
    run: async lab => {
      const sizes = [
        '0x5',
        '-5',
        '+5',
        '0_5',
        '5g',
        'g',
        '',
        ' 5',
        '5.0',
        '٥',
        '10000000000000005',
        'FFFFFFFFFFFFFFFF5',
      ]
      const bodies = [
        ...sizes.map(size => [`a chunk of the size "${size}"`, `${size}\r\nhello\r\n0\r\n\r\n`] as const),
        ['a chunk with more data than its size says', '5\r\nhelloX\r\n0\r\n\r\n'] as const,
        ['a chunk without a line end behind its data', '5\r\nhello0\r\n\r\n'] as const,
        ['a chunk with other octets than a line end behind its data', '5\r\nhelloXX0\r\n\r\n'] as const,
      ]
      await mustStayHalf(
        lab,
        bodies.map(([what, body]) => half(lab, Buffer.from(body, 'utf8'), what)),
      )
    },
  },
  {
    id: 'chunked.cut',
    stage: 3,
    title: 'A client that goes before its last chunk has sent no whole request.',
    needs: ['chunked.request'],
    points: 2,
    spec: 'RFC 9112 §8',
    why: 'What came is not all; a last chunk written by the proxy says that it is.',
    hint: 'Only the client’s last chunk is a reason to send yours.',
    lesson: LESSON.MISTAKES,
    run: async lab => {
      const framed = toChunks(Buffer.from(lab.random.text(20)), [7])
      const places = [0, 4, 10, framed.length - 5, framed.length - 3, framed.length - 2]
      await mustStayHalf(
        lab,
        places.map(at => half(lab, framed.subarray(0, at), `a chunked body that ends after ${at} octets`)),
      )
    },
  },
]

/** The head of a chunked POST. */
function withFraming(lab: Lab, coding = 'chunked', fields: readonly (readonly [string, string])[] = []): LabRequest {
  return lab.request({ method: 'POST', fields: [...fields, ['Transfer-Encoding', coding]] })
}

function half(lab: Lab, body: Buffer, what: string): HalfRequest {
  const request = withFraming(lab)
  return { request, bytes: Buffer.concat([request.head, body]), what }
}

/** `framed`: what stands behind the head, in the pieces in which it is sent. */
async function mustDecode(
  lab: Lab,
  framed: Buffer | readonly Buffer[],
  body: Buffer,
  coding = 'chunked',
): Promise<void> {
  const request = withFraming(lab, coding)
  const client = await lab.client()
  const [first = Buffer.alloc(0), ...rest] = Buffer.isBuffer(framed) ? [framed] : framed
  client.send(request.head, first)
  if (rest.length > 0) await lab.patience(1)
  await client.sendPieces(rest)
  mustAnswer(await client.response('POST'), request)
  const arrived = await (await lab.arrival(request)).body()
  must(arrived.equals(body), () => ({
    reason: 'another body reached the backend than the chunks hold',
    expected: `${body.length} octets: ${body.toString('latin1', 0, 200)}`,
    actual: `${arrived.length} octets: ${arrived.toString('latin1', 0, 200)}`,
  }))
  client.close()
}

async function withTrailers(
  lab: Lab,
  trailers: string,
  fields: readonly (readonly [string, string])[],
  kind: 'lawful' | 'hostile',
): Promise<void> {
  const request = withFraming(lab, 'chunked', fields)
  const client = await lab.client()
  client.send(request.head, toChunks(Buffer.from('hello'), [], trailers))
  const response = await client.message('POST')
  if (kind === 'hostile' && (response === undefined || isRefusal(response.status))) return
  must(response !== undefined, { reason: 'a request with trailers was not answered', expected: 'the backend’s answer' })
  mustAnswer(response, request)
  const call = await (await lab.arrival(request)).complete()
  const [name = '', value = ''] = (trailers.split('\r\n')[0] ?? '').split(': ')
  const merged = valuesOf(call, name).filter(each => each.includes(value))
  if (name !== 'Connection') mustEqual(merged, [], `${name} of the trailers in the head that the backend got`)
  mustEqual((await call.body()).toString(), 'hello', 'the body that the backend got')
}
