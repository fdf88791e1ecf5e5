// Clients that ask before they send a body (RFC 9110 §10.1.1).
import type { Check } from '../../check.ts'
import type { Call } from '../../lab/call.ts'
import { mustAnswer } from '../../lab/exchange.ts'
import type { Lab } from '../../lab/lab.ts'
import { isRefusal } from '../../lab/refusal.ts'
import type { LabRequest } from '../../lab/request.ts'
import { valuesOf } from '../../lab/response.ts'
import { must, mustEqual } from '../../verdict.ts'
import { LESSON } from './lesson.ts'

const EXPECTS = [['Expect', '100-continue']] as const
const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n'

export const EXPECT_CHECKS: readonly Check[] = [
  {
    id: 'expect.waits',
    stage: 3,
    title:
      'A client that waits for 100 before it sends its body gets it, or the answer: nobody waits for the other for ever.',
    needs: ['request.length'],
    points: 2,
    spec: 'RFC 9110 §10.1.1',
    why: 'curl does so with every upload of a megabyte and more.',
    hint: 'Either send 100 yourself as soon as the head is there, or pass the head on at once and the backend’s 100 back.',
    lesson: LESSON.TOUR,
    byHand: "curl -v -H 'Expect: 100-continue' -d hello http://127.0.0.1:{port}/",
    run: async lab => {
      const request = asking(lab)
      lab.answer(request, async call => {
        sayContinue(call)
        await call.respond()
      })
      const client = await lab.client()
      client.send(request.head)
      await client.received(1)
      client.send(request.framedBody)
      mustAnswer(await client.response('POST'), request)
      await mustHaveBody(lab, request)
    },
  },
  {
    id: 'expect.silent-backend',
    stage: 3,
    title: 'A backend that never says 100 is no trouble: the client’s body is passed on when it comes.',
    needs: ['request.length'],
    spec: 'RFC 9110 §10.1.1',
    why: 'Old servers do not know the expectation; clients stop waiting after a second.',
    hint: 'A body may come without a 100 having gone: go on reading the client.',
    lesson: LESSON.TOUR,
    run: async lab => {
      const request = asking(lab)
      const client = await lab.client()
      client.send(request.head)
      await Promise.race([client.received(1), lab.patience(200)])
      client.send(request.framedBody)
      mustAnswer(await client.response('POST'), request)
      await mustHaveBody(lab, request)
    },
  },
  {
    id: 'expect.at-once',
    stage: 3,
    title: 'A client that expects 100 and sends its body at once gets its answer, whenever a 100 comes.',
    needs: ['request.length'],
    spec: 'RFC 9110 §10.1.1',
    why: 'Who takes the 100 for the answer is one answer behind from then on.',
    hint: '1xx is never the end of an exchange: read on until a final status.',
    lesson: LESSON.TOUR,
    run: async lab => {
      const request = asking(lab)
      lab.answer(request, async call => {
        await call.settled()
        sayContinue(call)
        await call.respond()
      })
      const client = await lab.client()
      client.send(request)
      mustAnswer(await client.response('POST'), request)
      await mustHaveBody(lab, request)
    },
  },
  {
    id: 'expect.unknown',
    stage: 3,
    level: 'should',
    title: 'An expectation that nobody knows is passed on, ignored, or answered with 417.',
    needs: ['request.length'],
    spec: 'RFC 9110 §10.1.1',
    why: 'It is one field like others, and no reason to fail.',
    hint: 'Compare with 100-continue; anything else is not for you.',
    lesson: LESSON.TOUR,
    run: async lab => {
      const request = lab.request({ method: 'POST', body: 'x', fields: [['Expect', lab.random.word()]] })
      const client = await lab.client()
      client.send(request)
      const response = await client.response('POST')
      if (!isRefusal(response.status)) mustAnswer(response, request)
    },
  },
  {
    id: 'expect.http10',
    stage: 3,
    level: 'should',
    title: 'A client of HTTP/1.0 gets no 100, whatever it expects.',
    needs: ['http10.post'],
    spec: 'RFC 9110 §10.1.1',
    why: 'HTTP/1.0 knows no interim responses: the 100 would be taken for the answer.',
    hint: 'Look at the version before you say 100.',
    lesson: LESSON.TOUR,
    run: async lab => {
      const request = lab.request({ method: 'POST', version: 'HTTP/1.0', body: 'x', fields: EXPECTS })
      const client = await lab.client()
      client.send(request.head)
      await Promise.race([client.received(1), lab.patience(50)])
      client.send(request.framedBody)
      const response = await client.response('POST')
      mustEqual(response.interim.length, 0, 'the number of interim responses')
    },
  },
]

function asking(lab: Lab): LabRequest {
  return lab.request({ method: 'POST', body: lab.random.text(lab.random.integer(5, 50)), fields: EXPECTS })
}

/** Where the program passes the expectation on, the backend meets it. */
function sayContinue(call: Call): void {
  if (valuesOf(call, 'expect').length > 0) call.send(CONTINUE)
}

async function mustHaveBody(lab: Lab, request: LabRequest): Promise<void> {
  const body = await lab.callsOf(request)[0]?.body()
  must(body?.equals(request.body) ?? false, () => ({
    reason: 'another body reached the backend than was sent',
    expected: request.body.toString('latin1'),
    actual: body?.toString('latin1') ?? 'none',
  }))
}
