// What of a response must reach the client as the backend sent it: status, redirects, reason, version.
import type { Check } from '../../check.ts'
import { mustAnswer } from '../../lab/exchange.ts'
import { valuesOf } from '../../lab/response.ts'
import { mustEqual } from '../../verdict.ts'
import { LESSON } from './lesson.ts'
import { mustBlameBackend } from './outcomes.ts'
import { spoilt } from './raw-answer.ts'
import { FRAGILE } from './worlds.ts'

export const RESPONSE_HEAD_CHECKS: readonly Check[] = [
  {
    id: 'forward.status',
    stage: 3,
    title: 'Every status of a backend reaches the client with its body, errors and unknown ones too.',
    needs: ['forward.get'],
    points: 2,
    spec: 'RFC 9110 §15; CONTRACT, stage 3',
    why: 'A 404 is an answer, not a failure of the backend, and the page below it is for the client.',
    hint: 'Pass on the number as it came; only when the backend says nothing sensible do you answer yourself.',
    lesson: LESSON.TOUR,
    byHand: 'curl -v http://127.0.0.1:{port}/no-such-file',
    run: async lab => {
      for (const status of lab.random.shuffle([201, 299, 400, 404, 418, 451, 500, 502, 503, 599])) {
        const body = lab.random.text(lab.random.integer(1, 60))
        const request = lab.request()
        lab.answer(request, call => call.respond({ status, reason: 'Some Reason', body }))
        const { response } = await lab.exchange(request)
        mustEqual(response.status, status, 'the status')
        mustEqual(response.body.toString('latin1'), body, `the body of the ${status}`)
      }
    },
  },
  {
    id: 'forward.redirect',
    stage: 3,
    title: 'A redirect is passed to the client, Location and all, and not followed.',
    needs: ['forward.get'],
    spec: 'RFC 9110 §15.4',
    why: 'It tells the client, or its browser’s address bar, to go elsewhere; a proxy that goes there itself hides that.',
    hint: 'HTTP libraries follow redirects unless told otherwise.',
    lesson: LESSON.TOUR,
    run: async lab => {
      for (const location of [`http://elsewhere.example/${lab.random.word()}`, `../${lab.random.word()}?a=b`]) {
        const status = lab.random.pick([301, 302, 303, 307, 308])
        const request = lab.request()
        lab.answer(request, call => call.respond({ status, fields: [['Location', location]] }))
        const { response } = await lab.exchange(request)
        mustEqual(response.status, status, 'the status')
        mustEqual(valuesOf(response, 'location'), [location], 'Location at the client')
      }
    },
  },
  {
    id: 'forward.reason',
    stage: 3,
    title: 'The reason phrase may be empty, long, or in any language.',
    needs: ['forward.get'],
    spec: 'RFC 9112 §4',
    why: 'It is for people; a program that stumbles over it answers 502 for a good page.',
    hint: 'The status is the three digits behind the version. What follows may be missing.',
    lesson: LESSON.TOUR,
    world: FRAGILE,
    run: async lab => {
      for (const reason of ['', lab.random.text(300), `caf\xe9 \xff ${lab.random.word()}`]) {
        const request = lab.request()
        lab.answer(request, call => call.respond({ reason }))
        const { response } = await lab.exchange(request)
        mustEqual(response.status, 200, 'the status')
      }
      const request = lab.request()
      const withoutSpace = (answer: string) => answer.replace('200 OK\r\n', '200\r\n')
      lab.answer(request, spoilt({}, withoutSpace))
      const client = await lab.client()
      client.send(request)
      const response = await client.message()
      if (response?.status === 200) return mustAnswer(response, request)
      lab.warn('a status line that ends behind the status was not understood')
      mustBlameBackend(lab, response, 'a status line that ends behind the status')
    },
  },
  {
    id: 'forward.field-case',
    stage: 3,
    title: 'Framing fields of a backend count in any case of letters.',
    needs: ['response.chunked'],
    spec: 'RFC 9110 §5.1',
    why: 'HTTP/2 made lower-case names the fashion; who compares exactly loses those bodies.',
    hint: 'Compare names in lower case, and so the values chunked and close.',
    lesson: LESSON.TOUR,
    world: FRAGILE,
    run: async lab => {
      const body = lab.random.text(200)
      const [lower, upper] = [(text: string) => text.toLowerCase(), (text: string) => text.toUpperCase()]
      for (const [framing, change] of [
        ['length', lower],
        ['length', upper],
        ['chunked', lower],
        ['chunked', upper],
      ] as const) {
        const request = lab.request()
        const names = /Content-Length|Transfer-Encoding: chunked|X-Request-ID/g
        lab.answer(
          request,
          spoilt({ body, framing }, answer => answer.replace(names, change)),
        )
        const { response } = await lab.exchange(request)
        mustEqual(response.body.toString('latin1'), body, 'the body')
      }
    },
  },
  {
    id: 'forward.backend-http10',
    stage: 3,
    title: 'The answer of a backend that speaks HTTP/1.0 is passed on in the program’s own version.',
    needs: ['response.until-close'],
    spec: 'RFC 9112 §2.3',
    why: 'The version is that of the connection it stands on: a client that reads HTTP/1.0 stops keeping its connection.',
    hint: 'Write the version yourself; do not copy the status line.',
    lesson: LESSON.MISTAKES,
    run: async lab => {
      for (const framing of ['length', 'until close'] as const) {
        const body = lab.random.text(300)
        const request = lab.request()
        lab.answer(request, call => call.respond({ version: 'HTTP/1.0', body, framing, close: true }))
        const { response } = await lab.exchange(request)
        mustEqual(response.version, 'HTTP/1.1', 'the version that the client got')
        mustEqual(response.body.toString('latin1'), body, 'the body')
      }
    },
  },
  {
    id: 'forward.backend-other-version',
    stage: 3,
    level: 'should',
    title: 'A backend that says HTTP/1.2 is understood, one that says HTTP/2.0 is not.',
    needs: ['forward.get'],
    spec: 'RFC 9110 §2.5',
    why: 'A higher minor version promises that older readers understand it; a higher major one does not.',
    hint: 'Look at the digit before the dot, and at the one behind it only for 0.',
    lesson: LESSON.TOUR,
    world: FRAGILE,
    run: async lab => {
      for (const version of ['HTTP/1.2', 'HTTP/2.0']) {
        const request = lab.request()
        lab.answer(
          request,
          spoilt({ version }, answer => answer, 'finish'),
        )
        const client = await lab.client()
        client.send(request)
        const response = await client.message()
        if (response?.status === 200) mustEqual(response.version, 'HTTP/1.1', 'the version that the client got')
        else mustBlameBackend(lab, response, `a response in ${version}`)
      }
    },
  },
]
