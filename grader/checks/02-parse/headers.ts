// Stage 2 and later: header lines, and what stands in them.
import type { Check } from '../../check.ts'
import { refusedOrLawful } from '../../lab/refusal.ts'
import type { FieldLine } from '../../lab/request.ts'
import { mustHaveFields, understood, valuesIn } from '../../lab/understood.ts'
import { mustEqual } from '../../verdict.ts'
import { BAD_NAMES, BLANK_BEFORE_COLON, CONTROLS, FOLDED } from './malformed.ts'
import { mustRefuse, parseCheck, toBytes } from './parse-check.ts'

export const HEADERS: readonly Check[] = [
  parseCheck({
    id: 'parse.header-blanks',
    title: 'Blanks around a value do not belong to it, and there need not be any.',
    points: 2,
    spec: 'RFC 9112 §5.1',
    why: '`X-A:1` is as right as `X-A: 1`: who insists on one space refuses lawful clients.',
    hint: 'Cut at the first colon, then take spaces and tabs off both ends of the value.',
    byHand: "curl -s -H 'X-A:1' http://127.0.0.1:{port}/a",
    run: async lab => {
      const value = lab.random.word()
      const fields: FieldLine[] = [
        ['X-A', `\t ${value} \t`],
        ['X-B', ` ${value}  ${value}`],
      ]
      const mark = lab.mark()
      const text = `GET /${mark} HTTP/1.1\r\nHost:lab.test\r\nX-C:${value}\r\nX-A:\t ${value} \t\r\nX-B:  ${value} ${value} \r\n\r\n`
      const heard = await understood(lab, { mark, method: 'GET', bytes: toBytes(text) })
      fields.splice(0, 2, ['X-C', value], ['X-A', value], ['X-B', `${value} ${value}`])
      mustHaveFields(heard, fields)
    },
  }),
  parseCheck({
    id: 'parse.header-empty',
    title: 'A header may have an empty value.',
    spec: 'RFC 9110 §5.5',
    why: 'Clients send empty values; a program that takes them for a fault refuses those clients, or ends.',
    hint: 'What stands behind the colon may be nothing at all.',
    byHand: "curl -s -H 'X-E;' http://127.0.0.1:{port}/a",
    run: async lab => {
      const heard = await understood(
        lab,
        lab.request({
          fields: [
            ['X-E', ''],
            ['X-F', '1'],
          ],
        }),
      )
      mustHaveFields(heard, [['X-F', '1']])
      if (valuesIn(heard.fields, 'x-e').length === 0 && lab.stage > 2)
        lab.warn('a header with an empty value is dropped')
      else mustHaveFields(heard, [['X-E', '']])
    },
  }),
  parseCheck({
    id: 'parse.header-colons',
    title: 'Only the first colon of a line ends the name: dates, addresses and ports keep theirs.',
    points: 2,
    spec: 'RFC 9112 §5',
    why: 'Every date and every URL has colons: cut at the second one, caching and links break.',
    hint: 'Not split: find the first colon, and all behind it is the value.',
    run: async lab => {
      const fields: FieldLine[] = [
        ['Referer', `http://h.test:${lab.random.integer(1, 65_535)}/x?y=a:b: c`],
        ['If-Modified-Since', 'Sat, 01 Jan 2000 10:20:30 GMT'],
        ['X-Colons', `::${lab.random.word()}:`],
      ]
      mustHaveFields(await understood(lab, lab.request({ fields })), fields)
    },
  }),
  parseCheck({
    id: 'parse.header-case',
    title: 'Host, Content-Length and Transfer-Encoding are known in any case of letters.',
    points: 2,
    spec: 'RFC 9110 §5.1; RFC 9112 §7',
    why: 'Many clients write names in small letters: a length that is not seen makes a request of the body.',
    hint: 'Compare names, and the word chunked, without regard to case.',
    byHand: "curl -s -H 'content-length: 5' --data hello http://127.0.0.1:{port}/a",
    run: async lab => {
      const [one, two] = [lab.mark(), lab.mark()]
      const length = `POST /${one} HTTP/1.1\r\nhOsT: lab.test\r\ncOnTeNt-LeNgTh: 5\r\n\r\nhello`
      const heard = await understood(lab, { mark: one, method: 'POST', bytes: toBytes(length) })
      mustEqual(heard.bodyBytes, 5, 'the length of a body announced by cOnTeNt-LeNgTh: 5')
      const chunked = `POST /${two} HTTP/1.1\r\nHOST: lab.test\r\nTRANSFER-encoding: CHUNKED\r\n\r\n3\r\nabc\r\n0\r\n\r\n`
      const other = await understood(lab, { mark: two, method: 'POST', bytes: toBytes(chunked) })
      mustEqual(other.bodyBytes, 3, 'the length of a body announced by TRANSFER-encoding: CHUNKED')
    },
  }),
  parseCheck({
    id: 'parse.header-underscore',
    title: 'Content_Length and Transfer_Encoding are other names and say nothing about the body.',
    spec: 'RFC 9110 §5.1',
    why: 'Who takes an underscore for a hyphen sees another end of the request than everybody else.',
    hint: 'Names are compared octet by octet, but for the case of letters.',
    run: async lab => {
      for (const line of ['Content_Length: 5', 'Transfer_Encoding: chunked']) {
        const mark = lab.mark()
        const bytes = toBytes(`GET /${mark} HTTP/1.1\r\nHost: lab.test\r\n${line}\r\n\r\n`)
        const { heard } = await refusedOrLawful(lab, { mark, method: 'GET', bytes }, `a request with ${line}`)
        if (heard !== undefined) mustEqual(heard.bodyBytes, 0, 'the length of the body')
      }
    },
  }),
  parseCheck({
    id: 'parse.header-names',
    title: 'A line without a name, without a colon, or with a name that is no token is refused, or never passed on.',
    spec: 'RFC 9112 §5; RFC 9110 §5.1; CONTRACT, stage 2: 400',
    why: 'A line that you cannot read yourself may mean something to the backend.',
    hint: 'Token, colon, value: what does not fit is answered with 400.',
    run: lab => mustRefuse(lab, BAD_NAMES),
  }),
  parseCheck({
    id: 'parse.header-blank-before-colon',
    title: 'A blank between a name and its colon is refused: Content-Length with one is no Content-Length.',
    points: 2,
    spec: 'RFC 9112 §5.1; CONTRACT, stage 2: 400',
    why: 'Two programs read `Content-Length : 5` differently; between them a stranger hides a request.',
    hint: 'Do not strip names.',
    byHand: "printf 'GET / HTTP/1.1\\r\\nHost : a\\r\\n\\r\\n' | nc -N 127.0.0.1 {port}",
    run: lab => mustRefuse(lab, BLANK_BEFORE_COLON),
  }),
  parseCheck({
    id: 'parse.header-folded',
    title:
      'A line that begins with a blank is refused, or joined to the one before it, but never passed on as it came.',
    spec: 'RFC 9112 §5.2, §2.2; CONTRACT, stage 2: 400',
    why: 'For some a folded line continues the last header; for others it is a header of its own.',
    hint: 'Look at the first octet of each line.',
    run: lab => mustRefuse(lab, FOLDED),
  }),
  parseCheck({
    id: 'parse.header-nul',
    title: 'A value with NUL in it is refused, or freed of it.',
    spec: 'RFC 9110 §5.5; CONTRACT, stage 2: 400',
    why: 'A backend written in C ends the value there, and sees another request than the proxy.',
    hint: 'No octets below 32 but the tab.',
    run: lab => mustRefuse(lab, CONTROLS),
  }),
  parseCheck({
    id: 'parse.header-eight-bit',
    title: 'A value with octets beyond ASCII is passed on unchanged, or refused; it ends nobody.',
    spec: 'RFC 9110 §5.5',
    why: 'Names of files and people come as Latin-1 and UTF-8; a decoder that insists on one of them falls over the other.',
    hint: 'Treat a head as latin1, one character an octet.',
    run: async lab => {
      // NEL, which is a line end for some libraries of text, among them.
      for (const value of ['caf\xe9', 'caf\xc3\xa9', '\xff\xfe\x80', 'caf\x85X-B: 1']) {
        const { mark, method, bytes } = lab.request({ fields: [['X-A', value]] })
        const { heard } = await refusedOrLawful(lab, { mark, method, bytes }, 'a value beyond ASCII')
        if (heard !== undefined && lab.stage > 2) mustHaveFields(heard, [['X-A', value]])
      }
    },
  }),
  parseCheck({
    id: 'parse.header-many',
    title: 'Sixty headers and a cookie of 4 KiB are ordinary.',
    spec: 'RFC 9110 §5.4',
    why: 'Browsers behind a few log-ins send that much.',
    hint: 'A buffer of fixed size must be as large as the limit of the conf.',
    run: async lab => {
      const fields = Array.from({ length: 60 }, (_, index): FieldLine => [`X-H${index}`, lab.random.word(20)])
      fields.push(['Cookie', `c=${lab.random.word(4096)}`])
      mustHaveFields(await understood(lab, lab.request({ fields })), fields)
      const larger = lab.request({ fields: [['Cookie', `c=${lab.random.word(8000)}`]] })
      const { heard } = await refusedOrLawful(lab, larger, 'a cookie of 8 KiB')
      if (heard === undefined) lab.warn('a cookie of 8 KiB is refused; the conf allows heads of 16 KiB')
    },
  }),
]
