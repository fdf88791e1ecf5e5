// Interim responses of backends (RFC 9110 §15.2): passed on or dropped, and never taken for the answer.
import type { Check } from '../../check.ts'
import type { Call } from '../../lab/call.ts'
import { mustAnswer } from '../../lab/exchange.ts'
import { mustEqual } from '../../verdict.ts'
import { LESSON } from './lesson.ts'

const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n'
const PROCESSING = 'HTTP/1.1 102 Processing\r\n\r\n'
const EARLY_HINTS = 'HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n'

export const INTERIM_CHECKS: readonly Check[] = [
  {
    id: 'interim.not-the-answer',
    stage: 3,
    title: 'A 100, 102 or 103 of a backend is not the answer: that comes behind it.',
    needs: ['response.length'],
    points: 2,
    spec: 'RFC 9110 §15.2',
    why: 'Who ends the exchange at the first status line gives the real answer to nobody, or to the next client.',
    hint: 'Read on while the status is below 200.',
    lesson: LESSON.TOUR,
    run: async lab => {
      for (const interim of [[CONTINUE], [EARLY_HINTS], [CONTINUE, PROCESSING, EARLY_HINTS, EARLY_HINTS]])
        for (const apart of [true, false]) {
          const request = lab.request()
          const body = lab.random.text(40)
          lab.answer(request, call => answerBehind(call, interim, body, apart))
          const client = await lab.client()
          client.send(request)
          const response = await client.response()
          mustAnswer(response, request)
          mustEqual(response.body.toString('latin1'), body, 'the body')
          client.close()
        }
    },
  },
  {
    id: 'interim.http10',
    stage: 3,
    title: 'A client of HTTP/1.0 gets no interim response.',
    needs: ['interim.not-the-answer'],
    spec: 'RFC 9110 §15.2',
    why: 'It does not know them: it would take the 100 for its answer.',
    hint: 'Dropping them all is lawful, and the simplest.',
    lesson: LESSON.TOUR,
    run: async lab => {
      const request = lab.request({ version: 'HTTP/1.0' })
      lab.answer(request, call => answerBehind(call, [CONTINUE, EARLY_HINTS], 'x', false))
      const client = await lab.client()
      client.send(request)
      const response = await client.response()
      mustEqual(response.interim.length, 0, 'the number of interim responses')
    },
  },
]

async function answerBehind(call: Call, interim: readonly string[], body: string, apart: boolean): Promise<void> {
  await call.settled()
  await call.turn
  const pieces = [...interim.map(head => Buffer.from(head)), call.answerBytes({ body })]
  await call.sendPieces(apart ? pieces : [Buffer.concat(pieces)])
  call.done()
}
