// Stage 2 and later: the first line of a request.
import type { Check } from '../../check.ts'
import { refusedOrLawful } from '../../lab/refusal.ts'
import { understood } from '../../lab/understood.ts'
import { must, mustEqual } from '../../verdict.ts'
import { BARE_CR, NO_METHOD, NO_REQUEST_LINE, NO_VERSION, ODD_SPACES, OTHER_VERSIONS } from './malformed.ts'
import { LESSON, mustRefuse, parseCheck, toBytes } from './parse-check.ts'

const EXPERIMENTS = `${LESSON}#experiments`
const MALFORMED_BY_HAND = "printf 'GET /\\r\\n\\r\\n' | nc -N 127.0.0.1 {port}"

export const REQUEST_LINE: readonly Check[] = [
  parseCheck({
    id: 'parse.methods',
    title: 'GET, POST, PUT, PATCH, DELETE and OPTIONS are all understood.',
    spec: 'RFC 9110 §9.1',
    why: 'Whoever knows only GET and POST breaks every interface that deletes or replaces something.',
    hint: 'A method is a token; a proxy need not know it to pass it on.',
    byHand: 'curl -s -X PATCH -d x http://127.0.0.1:{port}/a',
    run: async lab => {
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
        const body = ['DELETE', 'OPTIONS'].includes(method) ? {} : { body: lab.random.word() }
        mustEqual((await understood(lab, lab.request({ method, ...body }))).method, method, 'the method')
      }
    },
  }),
  parseCheck({
    id: 'parse.unknown-methods',
    level: 'should',
    title: 'Methods that nobody has heard of are understood like any other.',
    spec: 'RFC 9110 §9.1',
    why: 'New methods come up (QUERY is one); a proxy in the way should not be what holds them back.',
    hint: 'No list of methods; the grammar of a token.',
    run: async lab => {
      for (const method of ['BREW', 'PROPFIND', 'M-SEARCH', lab.random.word(6).toUpperCase()])
        mustEqual((await understood(lab, lab.request({ method }))).method, method, 'the method')
    },
  }),
  parseCheck({
    id: 'parse.no-request-line',
    title: 'A first line that is not method, target and version is refused.',
    points: 2,
    spec: 'RFC 9112 §3; CONTRACT, stage 2: 400',
    why: 'Such lines come from scanners and broken programs every day, and must not end yours.',
    hint: 'Count the words before you use the third one.',
    byHand: MALFORMED_BY_HAND,
    run: lab => mustRefuse(lab, NO_REQUEST_LINE),
  }),
  parseCheck({
    id: 'parse.odd-spaces',
    title:
      'A request line with other blanks than one space between its words is refused, or forwarded as it should have been.',
    spec: 'RFC 9112 §3; CONTRACT, stage 2: 400',
    why: 'Two programs that cut such a line at different places disagree about what was asked for.',
    hint: 'Exactly one space; if you are lenient, then write the line anew.',
    run: lab => mustRefuse(lab, ODD_SPACES),
  }),
  parseCheck({
    id: 'parse.method-token',
    title: 'A method with octets that no token may have is refused.',
    spec: 'RFC 9110 §9.1, §5.6.2; CONTRACT, stage 2: 400',
    why: 'What is passed on unread is read by somebody else, perhaps in another way.',
    hint: "Letters, digits and !#$%&'*+-.^_`|~ and nothing else.",
    run: lab => mustRefuse(lab, NO_METHOD),
  }),
  parseCheck({
    id: 'parse.bare-cr',
    title: 'A CR without LF, in the target or in a value, is refused or comes to nothing.',
    points: 2,
    spec: 'RFC 9112 §2.2; CONTRACT, stage 2: 400',
    why: 'Some backends end a line there: then the sender of the request writes headers of his own.',
    hint: 'A line ends with CR LF; a CR anywhere else is no ordinary octet.',
    run: lab => mustRefuse(lab, BARE_CR),
  }),
  parseCheck({
    id: 'parse.malformed-versions',
    title: 'A version that is not HTTP/ digit . digit is refused.',
    spec: 'RFC 9112 §2.3; CONTRACT, stage 2: 400',
    why: 'Whoever speaks another protocol should learn it at once.',
    hint: 'Compare the whole word, case and all, not its first letters.',
    run: lab => mustRefuse(lab, NO_VERSION),
  }),
  parseCheck({
    id: 'parse.other-versions',
    title: 'Requests of HTTP/2.0 and of versions to come are refused, not answered as if they were HTTP/1.1.',
    spec: 'RFC 9110 §15.6.6; CONTRACT, stage 2: 505',
    why: 'Another major version may mean something else by the same octets.',
    hint: 'HTTP/1.0 and HTTP/1.1 are all that you speak.',
    byHand: "printf 'GET / HTTP/2.0\\r\\nHost: a\\r\\n\\r\\n' | nc -N 127.0.0.1 {port}",
    run: lab => mustRefuse(lab, OTHER_VERSIONS),
  }),
  parseCheck({
    id: 'parse.encoded-target',
    title: 'Percent-encoded line ends, slashes and dots in a target stay encoded.',
    points: 2,
    spec: 'RFC 9110 §7.7; RFC 3986 §2.2',
    why: 'A proxy that decodes %0d%0a writes a line end into its own request: the client then sends headers of its choice.',
    hint: 'The target is passed on as the octets that it is. No unquote, no URL library.',
    run: async lab => {
      const path = `/${lab.random.word()}%0d%0aX-Evil:%201/%2e%2e%2fb%00%41`
      const request = lab.request({ path, query: 'x=%0d%0aX-Evil:%202&y=1+1&&z=%26' })
      mustEqual((await understood(lab, request)).target, request.target, 'the target')
    },
  }),
  parseCheck({
    id: 'parse.eight-bit-target',
    title: 'A target with octets beyond ASCII is refused, or forwarded with the same octets.',
    spec: 'RFC 3986 §2; RFC 9112 §3.2',
    why: 'Clients send raw é; a decoding error must not end the program, nor make another target of it.',
    hint: 'Treat a head as latin1, one character an octet, or refuse.',
    run: async lab => {
      for (const octets of ['caf\xc3\xa9', '\xff\xfe']) {
        const { mark, method, bytes, target } = lab.request({ path: `/${octets}` })
        const { heard } = await refusedOrLawful(lab, { mark, method, bytes }, 'a target beyond ASCII')
        if (heard === undefined || lab.stage === 2) continue
        if (heard.target.toLowerCase() === encodeBeyondAscii(target))
          lab.warn('octets beyond ASCII were percent-encoded')
        else mustEqual(heard.target, target, 'the target that the backend got')
      }
    },
  }),
  parseCheck({
    id: 'parse.empty-lines-first',
    title: 'Empty lines before a request line are passed over, or refused; nobody falls over them.',
    spec: 'RFC 9112 §2.2',
    why: 'Old clients send a line end too many behind a body, and it arrives in front of the next request.',
    hint: 'Skip CR LF while you wait for a request line.',
    lesson: EXPERIMENTS,
    run: async lab => {
      for (const lines of ['\r\n', '\r\n\r\n']) {
        const { mark, method, bytes } = lab.request()
        const request = { mark, method, bytes: Buffer.concat([toBytes(lines), bytes]) }
        const { heard } = await refusedOrLawful(lab, request, 'a request behind empty lines')
        if (heard === undefined)
          lab.warn(`a request behind ${lines.length / 2} empty lines is refused; servers should pass over them`)
      }
    },
  }),
  parseCheck({
    id: 'parse.bare-lf',
    title: 'Lines that end in LF alone are refused, or understood and forwarded with CR LF.',
    spec: 'RFC 9112 §2.2; CONTRACT, stage 2',
    why: 'Whoever lets raw LF through shows a backend lines that it has not seen itself.',
    hint: 'Refuse them, or write every line anew.',
    byHand: "printf 'GET / HTTP/1.1\\nHost: a\\n\\n' | nc -N 127.0.0.1 {port}",
    run: async lab => {
      const lines: ((mark: string) => string)[] = [
        mark => `GET /${mark} HTTP/1.1\nHost: lab.test\n\n`,
        mark => `GET /${mark} HTTP/1.1\nHost: lab.test\r\n\r\n`,
        mark => `GET /${mark} HTTP/1.1\r\nHost: lab.test\nX-A: 1\r\n\r\n`,
      ]
      for (const text of lines) {
        const mark = lab.mark()
        const client = await lab.client()
        // The end of the stream ends the waiting of those for whom LF ends no line.
        client.send(toBytes(text(mark)))
        client.finish()
        const response = await client.message()
        must(response === undefined || response.status === 200 || response.status >= 400, {
          reason: 'lines that end in LF were neither understood nor refused',
          expected: '200, a refusal, or a close',
          actual: String(response?.status),
        })
      }
    },
  }),
]

function encodeBeyondAscii(target: string): string {
  return target.replace(/[\x80-\xff]/g, octet => `%${octet.charCodeAt(0).toString(16)}`).toLowerCase()
}
