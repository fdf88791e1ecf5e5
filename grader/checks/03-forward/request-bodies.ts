// Bodies of requests whose length is told: they arrive octet for octet, or not at all.
import type { Check } from '../../check.ts'
import { mustAnswer } from '../../lab/exchange.ts'
import type { Lab } from '../../lab/lab.ts'
import { isRefusal } from '../../lab/refusal.ts'
import type { LabRequest } from '../../lab/request.ts'
import { sha256Of } from '../../lab/response.ts'
import { must, mustEqual } from '../../verdict.ts'
import { LESSON } from './lesson.ts'
import { mustStayHalf } from './outcomes.ts'
import { cutPlaces } from './raw-answer.ts'

const BIG_BYTES = 10 * 1024 * 1024

export const REQUEST_BODY_CHECKS: readonly Check[] = [
  {
    id: 'request.length',
    stage: 3,
    title: 'A body arrives whole, whether it comes with its head, behind it, or octet by octet.',
    needs: ['forward.methods'],
    points: 2,
    spec: 'RFC 9112 §6.3',
    why: 'TCP has no messages: where one read ends says nothing about where a body does.',
    hint: 'Count the octets behind the head against Content-Length; read on until they are there, and no longer.',
    lesson: LESSON.TOUR,
    byHand: 'curl -v -d hello http://127.0.0.1:{port}/',
    run: async lab => {
      const octets = (bytes: Buffer) => [...bytes].map(octet => Buffer.from([octet]))
      await inPieces(lab, ({ bytes }) => [bytes])
      await inPieces(lab, ({ head, framedBody }) => [head, framedBody])
      await inPieces(lab, ({ head, framedBody }) => [head, ...octets(framedBody)])
      await inPieces(lab, ({ bytes }) => octets(bytes))
    },
  },
  {
    id: 'request.cut-points',
    stage: 3,
    title: 'A request may come in two pieces, cut anywhere: it is the same request.',
    needs: ['forward.methods'],
    points: 2,
    spec: 'RFC 9112 §2.2',
    why: 'Whoever looks for the end of the head in the newest piece only fails one request in a thousand, by chance.',
    hint: 'Keep what came and is not yet used; look for the end of the head in all of it.',
    lesson: LESSON.TOUR,
    run: async lab => {
      const places = cutPlaces(lab.random, lab.request({ method: 'POST', body: 'x'.repeat(9) }).bytes, 10)
      for (const at of places)
        await inPieces(lab, ({ bytes }) => [bytes.subarray(0, at), bytes.subarray(at)], lab.random.text(9))
    },
  },
  {
    id: 'request.looks-like-http',
    stage: 3,
    title: 'A body is only a body, also where it looks like a request, like the end of a head, or like a last chunk.',
    needs: ['request.length'],
    points: 2,
    spec: 'RFC 9112 §6.3',
    why: 'People upload such files; and a body that becomes a request is how requests are smuggled.',
    hint: 'Behind the head nothing is searched for: the length alone says where the body ends. Keep octets, not text.',
    lesson: LESSON.MISTAKES,
    run: async lab => {
      const inner = lab.request({ path: '/inner' })
      lab.mustNeverArrive(inner.mark, 'a request inside a body was taken for one')
      const all = Buffer.from(Array.from({ length: 256 }, (_, octet) => octet))
      const bodies = [
        inner.bytes,
        Buffer.concat([Buffer.from('\r\n\r\n'), inner.bytes]),
        Buffer.from(`${lab.random.word()}\r\n\r\n${lab.random.word()}\r\n\r\n`),
        Buffer.from('0\r\n\r\n'),
        Buffer.concat([all, Buffer.from([0, 0, 0xff]), lab.random.bytes(500)]),
        Buffer.from(`${lab.random.word()} ünd €`, 'utf8'),
      ]
      for (const body of bodies) {
        const { call } = await lab.exchange({ method: 'POST', body })
        await mustArrive(lab, call.mark, body)
      }
    },
  },
  {
    id: 'request.any-method-with-body',
    stage: 3,
    title: 'The body of a GET or DELETE belongs to that request: it is passed on, or the request is refused.',
    needs: ['request.length'],
    points: 2,
    spec: 'RFC 9110 §9.3.1, RFC 9112 §6.3',
    why: 'A proxy that thinks a GET has no body reads the body as the next request, and the attacker wrote it.',
    hint: 'The framing fields say whether there is a body; the method does not.',
    lesson: LESSON.TOUR,
    byHand: 'curl -v -X GET -d hello http://127.0.0.1:{port}/',
    run: async lab => {
      for (const method of ['GET', 'DELETE', 'OPTIONS']) {
        const inner = lab.request({ path: '/inner' })
        lab.mustNeverArrive(inner.mark, `the body of a ${method} was taken for a request`)
        const request = lab.request({ method, body: inner.bytes, fields: [['Connection', 'close']] })
        const client = await lab.client()
        client.send(request)
        const response = await client.message(method)
        if (response === undefined || isRefusal(response.status)) continue
        mustAnswer(response, request)
        await mustArrive(lab, request.mark, inner.bytes)
      }
    },
  },
  {
    id: 'request.empty',
    stage: 3,
    title: 'A POST whose length is 0, or that has none, is answered at once.',
    needs: ['forward.methods'],
    spec: 'RFC 9112 §6.3',
    why: 'Waiting for a body that nobody announced lasts for ever.',
    hint: 'Neither Content-Length nor Transfer-Encoding means no body. And 0 is a length: `if (length)` forgets it.',
    lesson: LESSON.MISTAKES,
    byHand: 'curl -v -X POST http://127.0.0.1:{port}/',
    run: async lab => {
      const { call } = await lab.exchange({ method: 'POST', body: '' })
      mustEqual(call.bodyBytes, 0, 'the octets of the empty body')
      const request = lab.request({ method: 'POST' })
      const client = await lab.client()
      client.send(request)
      const response = await client.response('POST')
      if (response.status === 411) return lab.warn('a POST without a length was refused with 411')
      mustAnswer(response, request)
    },
  },
  {
    id: 'request.big',
    stage: 3,
    title: 'A body of 10 MiB arrives with every octet.',
    needs: ['request.length'],
    points: 2,
    spec: 'CONTRACT, stage 3',
    why: 'Uploads are what a write that takes only a part of its octets loses.',
    hint: 'A write may take less than it was given. And who joins all pieces anew at each read takes quadratic time.',
    lesson: LESSON.EXPERIMENTS,
    run: async lab => {
      const body = lab.random.bytes(BIG_BYTES + lab.random.integer(0, 999))
      const request = lab.request({ method: 'PUT', body })
      const client = await lab.client()
      client.send(request.head)
      await client.sendAll(request.framedBody)
      mustAnswer(await client.response('PUT'), request)
      const call = await lab.arrival(request)
      mustEqual(await call.sha256(), sha256Of(body), 'the digest of what the backend got')
    },
  },
  {
    id: 'request.cut',
    stage: 3,
    title: 'A client that stops in the middle of its body has sent no request: no backend sees a whole one.',
    needs: ['request.length'],
    points: 2,
    spec: 'RFC 9112 §6.3, §8',
    why: 'Half an order, half a file, half a JSON text: the backend would act on it.',
    hint: 'When the client ends before its body does, break the connection to the backend. Never mend the length.',
    lesson: LESSON.MISTAKES,
    run: async lab => {
      const body = lab.random.text(400)
      const halves = [1, 200, 399].map(bytes => {
        const request = lab.request({ method: 'POST', body })
        const sent = Buffer.concat([request.head, request.body.subarray(0, bytes)])
        return { request, bytes: sent, what: `a request of which ${bytes} of 400 octets came` }
      })
      await mustStayHalf(lab, halves)
    },
  },
]

/** Sends a POST in the pieces that `cut` makes of it: the body must arrive. */
async function inPieces(lab: Lab, cut: (request: LabRequest) => Buffer[], body = lab.random.text(12)): Promise<void> {
  const request = lab.request({ method: 'POST', body })
  const client = await lab.client()
  const [first = Buffer.alloc(0), ...rest] = cut(request)
  client.send(first)
  await lab.patience(1)
  await client.sendPieces(rest)
  mustAnswer(await client.response('POST'), request)
  await mustArrive(lab, request.mark, request.body)
  client.close()
}

async function mustArrive(lab: Lab, mark: LabRequest['mark'], body: Buffer): Promise<void> {
  const arrived = await (await lab.arrival(mark)).body()
  must(arrived.equals(body), () => ({
    reason: 'another body reached the backend than was sent',
    expected: `${body.length} octets: ${body.toString('latin1', 0, 200)}`,
    actual: `${arrived.length} octets: ${arrived.toString('latin1', 0, 200)}`,
  }))
}
