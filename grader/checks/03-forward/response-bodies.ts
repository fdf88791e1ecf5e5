// Bodies of responses, in each way in which their end is told (RFC 9112 §6.3).
import type { Check } from '../../check.ts'
import type { Answer } from '../../lab/answer.ts'
import { mustAnswer } from '../../lab/exchange.ts'
import type { Lab } from '../../lab/lab.ts'
import { sha256Of } from '../../lab/response.ts'
import { must, mustEqual } from '../../verdict.ts'
import { LESSON } from './lesson.ts'
import { cutPlaces, sendCut } from './raw-answer.ts'

const BIG_BYTES = 10 * 1024 * 1024

export const RESPONSE_BODY_CHECKS: readonly Check[] = [
  {
    id: 'response.length',
    stage: 3,
    title: 'A body with Content-Length is given whole, and ends without the backend closing.',
    needs: ['forward.get'],
    points: 2,
    spec: 'RFC 9112 §6.3',
    why: 'Backends keep their connections open: who reads until the close waits for a minute, or for ever.',
    hint: 'Count the octets of the body; the answer is over when they are there.',
    lesson: LESSON.MISTAKES,
    run: async lab => {
      const all = Buffer.from(Array.from({ length: 256 }, (_, octet) => octet))
      for (const body of [all, lab.random.bytes(lab.random.integer(1, 9000)), Buffer.from('\r\n0\r\n\r\n')])
        await mustDeliver(lab, { body })
      await mustDeliver(lab, { body: lab.random.text(60) }, answer => [...answer].map(octet => Buffer.from([octet])))
    },
  },
  {
    id: 'response.chunked',
    stage: 3,
    title: 'A chunked body is decoded and given whole, whatever its chunks.',
    needs: ['forward.get'],
    points: 3,
    spec: 'RFC 9112 §7.1',
    why: 'That is how every page comes that is made while it is sent.',
    hint: 'Read size, data, line end, until the size is 0. Then frame anew for the client.',
    lesson: LESSON.TOUR,
    run: async lab => {
      const body = Buffer.concat([lab.random.bytes(6000), Buffer.from('\r\n0\r\n\r\n'), lab.random.bytes(300)])
      for (const chunks of [[], [1, 2, 3], [16, 255, 4096], [lab.random.integer(1, 5000)]])
        await mustDeliver(lab, { body, framing: 'chunked', chunks })
      await mustDeliver(lab, { body: '', framing: 'chunked' })
    },
  },
  {
    id: 'response.chunk-extras',
    stage: 3,
    title: 'Chunk extensions and trailers of a backend do not get into the body.',
    needs: ['response.chunked'],
    spec: 'RFC 9112 §7.1.1, §7.1.2',
    why: 'A download with a line of somebody’s trailers in it is broken.',
    hint: 'Ignore what follows ";" on a size line. Behind the last chunk read to the empty line.',
    lesson: LESSON.TOUR,
    run: async lab => {
      const word = lab.random.word()
      const framed = `5;${word}="a;b"\r\nhello\r\n0;x\r\nX-${word}: 1\r\n\r\n`
      await mustDeliver(lab, { body: 'hello', framing: 'chunked' }, answer => {
        const head = answer.subarray(0, answer.indexOf('\r\n\r\n') + 4)
        return [Buffer.concat([head, Buffer.from(framed)])]
      })
    },
  },
  {
    id: 'response.until-close',
    stage: 3,
    title: 'A body without length and chunks lasts until the backend closes, and is given whole; it may be empty.',
    needs: ['forward.get'],
    points: 2,
    spec: 'RFC 9112 §6.3',
    why: 'HTTP/1.0 servers and many small ones answer so. Taken for no body, the page is blank.',
    hint: 'Neither Content-Length nor Transfer-Encoding in a response means: until the close. It is not so in a request.',
    lesson: LESSON.MISTAKES,
    run: async lab => {
      await mustDeliver(lab, { body: lab.random.bytes(lab.random.integer(1, 20_000)), framing: 'until close' })
      await mustDeliver(lab, { body: '', framing: 'until close' })
    },
  },
  {
    id: 'response.cut-points',
    stage: 3,
    title: 'A response may come in two pieces, cut anywhere.',
    needs: ['forward.get'],
    points: 2,
    spec: 'RFC 9112 §2.2',
    why: 'One read is not one response: who thinks so fails whenever the network is slow.',
    hint: 'Keep what came and is not yet used, and go on with it when more comes.',
    lesson: LESSON.TOUR,
    run: async lab => {
      for (const framing of ['length', 'chunked'] as const) {
        const answer: Answer = { body: lab.random.text(60), framing, chunks: [7, 20] }
        const { call } = await lab.exchange()
        const places = cutPlaces(lab.random, call.answerBytes(answer), 10)
        for (const at of places) await mustDeliverCut(lab, answer, at)
      }
    },
  },
  {
    id: 'response.big',
    stage: 3,
    title: 'A body of 10 MiB reaches the client with every octet, also in chunks.',
    needs: ['response.length', 'response.chunked'],
    points: 2,
    spec: 'CONTRACT, stage 3',
    why: 'Downloads are what a write that takes only a part of its octets loses.',
    hint: 'A write may take less than it was given; what is left must be written later.',
    lesson: LESSON.EXPERIMENTS,
    run: async lab => {
      for (const framing of ['length', 'chunked'] as const) {
        const body = lab.random.bytes(framing === 'length' ? BIG_BYTES : BIG_BYTES / 4)
        const request = lab.request()
        lab.answer(request, call => call.respond({ body, framing, chunks: [1, 100_000, 1_000_000] }))
        const client = await lab.client()
        client.send(request)
        const response = await client.response('GET', { keepBody: false })
        mustAnswer(response, request)
        mustEqual(response.bodyBytes, body.length, 'the octets of the body')
        mustEqual(response.sha256, sha256Of(body), 'the digest of the body')
        client.close()
      }
    },
  },
]

async function mustDeliverCut(lab: Lab, answer: Answer, at: number): Promise<void> {
  const request = lab.request()
  lab.answer(request, call => sendCut(call, call.answerBytes(answer), at))
  const { response } = await lab.exchange(request)
  mustEqual(response.body.toString('latin1'), String(answer.body), `the body of an answer cut behind octet ${at}`)
}

/** `cut`: the pieces in which the backend sends it. */
async function mustDeliver(lab: Lab, answer: Answer, cut?: (answer: Buffer) => Buffer[]): Promise<void> {
  const body = Buffer.from(answer.body ?? '')
  const request = lab.request()
  lab.answer(request, async call => {
    if (cut === undefined) return call.respond(answer)
    await call.settled()
    await call.turn
    await call.sendPieces(cut(call.answerBytes(answer)))
    call.done()
  })
  const { response } = await lab.exchange(request)
  must(response.body.equals(body), () => ({
    reason: `a body framed by ${answer.framing ?? 'length'} reached the client changed`,
    expected: `${body.length} octets: ${body.toString('latin1', 0, 200)}`,
    actual: `${response.bodyBytes} octets: ${response.body.toString('latin1', 0, 200)}`,
  }))
}
