// Which fields of a response must reach the client as the backend sent them, and how many of each.
import type { Check } from '../../check.ts'
import { sha256Of, valuesOf } from '../../lab/response.ts'
import { mustEqual } from '../../verdict.ts'
import { LESSON } from './lesson.ts'

export const RESPONSE_FIELD_CHECKS: readonly Check[] = [
  {
    id: 'forward.response-fields',
    stage: 3,
    title: 'End-to-end fields of a response reach the client, whatever their names, and its body is not decoded.',
    needs: ['forward.get'],
    points: 2,
    spec: 'RFC 9110 §7.6.1, §7.7',
    why: 'Caches, downloads and pages live from these fields; a body decoded under Content-Encoding is garbage.',
    hint: 'Pass on what you do not know. An HTTP library may unpack bodies behind your back.',
    lesson: LESSON.TOUR,
    run: async lab => {
      const { random } = lab
      const fields = random.shuffle([
        [`X-${random.word()}`, `${random.word()}: ${random.word()}, "${random.word()}"`],
        ['Content-Type', `text/${random.word()}; charset=utf-8`],
        ['Content-Encoding', 'gzip'],
        ['ETag', `"${random.hex(8)}"`],
        ['Last-Modified', 'Sat, 01 Jan 2000 10:20:30 GMT'],
        ['Cache-Control', `max-age=0, ${random.word()}=1`],
        ['Vary', `Accept-Encoding, X-${random.word()}`],
        ['WWW-Authenticate', `Basic realm="${random.word()}"`],
        ['Allow', 'GET, HEAD'],
        [`X-Blanks-${random.word()}`, `"${random.word()}  ${random.word()}"   \t ${random.word()}`],
        ['Retry-After', String(random.integer(1, 99))],
        [`X-Empty-${random.word()}`, ''],
      ] as const)
      const body = Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0]), random.bytes(random.integer(50, 500))])
      const request = lab.request({ fields: [['Accept-Encoding', 'gzip']] })
      lab.answer(request, call => call.respond({ fields, body }))
      const { response } = await lab.exchange(request)
      for (const [name, value] of fields) mustEqual(valuesOf(response, name), [value], `${name} at the client`)
      mustEqual(response.sha256, sha256Of(body), 'the digest of the body')
    },
  },
  {
    id: 'forward.one-date',
    stage: 3,
    level: 'should',
    title: 'A response that has a Date and a Content-Type reaches the client with one of each.',
    needs: ['forward.response-fields'],
    spec: 'RFC 9110 §5.3, §6.6.1',
    why: 'A library adds its own beside those of the backend; of two dates a cache takes the one or the other.',
    hint: 'Tell your library to add none, or add only what the backend has left out.',
    lesson: LESSON.MISTAKES,
    run: async lab => {
      const request = lab.request()
      const fields = [
        ['Date', 'Sat, 01 Jan 2000 10:20:30 GMT'],
        ['Content-Type', 'text/plain'],
      ] as const
      lab.answer(request, call => call.respond({ fields }))
      const { response } = await lab.exchange(request)
      for (const [name] of fields)
        mustEqual(valuesOf(response, name).length, 1, `how many lines of ${name} the client got`)
    },
  },
  {
    id: 'forward.long-response-field',
    stage: 3,
    title: 'A response whose head has 3.5 KiB reaches the client whole.',
    needs: ['forward.response-fields'],
    spec: 'RFC 9110 §5.4; CONTRACT, stage 3',
    why: 'A Content-Security-Policy and a few cookies are as long as that.',
    hint: 'One read may bring part of such a head; what head_bytes says is for requests.',
    lesson: LESSON.TOUR,
    run: async lab => {
      const fields = [
        ['Content-Security-Policy', `default-src 'self'; img-src ${lab.random.hex(2500)}.test`],
        ['Set-Cookie', `c=${lab.random.hex(700)}`],
      ] as const
      const request = lab.request()
      lab.answer(request, call => call.respond({ fields }))
      const { response } = await lab.exchange(request)
      for (const [name, value] of fields) mustEqual(valuesOf(response, name), [value], `${name} at the client`)
    },
  },
  {
    id: 'forward.set-cookie',
    stage: 3,
    title: 'Three Set-Cookie lines stay three lines, in their order.',
    needs: ['forward.response-fields'],
    spec: 'RFC 9110 §5.3',
    why: 'They have commas inside: joined to one line, two of three cookies are lost, and with them the login.',
    hint: 'Keep fields as a list. A map keeps the last one, or joins them.',
    lesson: LESSON.MISTAKES,
    run: async lab => {
      const cookies = [
        `a=${lab.random.word()}; Expires=Wed, 09 Jun 2100 10:18:14 GMT`,
        `b=${lab.random.word()}; Path=/`,
        `a=${lab.random.word()}; Domain=lab.test`,
      ]
      const request = lab.request()
      lab.answer(request, call => call.respond({ fields: cookies.map(cookie => ['Set-Cookie', cookie] as const) }))
      const { response } = await lab.exchange(request)
      mustEqual(valuesOf(response, 'set-cookie'), cookies, 'the Set-Cookie lines at the client')
    },
  },
]
