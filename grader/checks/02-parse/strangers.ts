// Stage 2 and later: clients that speak something else, leave early, or say nothing. None of them may harm the others.
import type { Check } from '../../check.ts'
import type { Lab } from '../../lab/lab.ts'
import { understood } from '../../lab/understood.ts'
import { must, mustEqual } from '../../verdict.ts'
import { BAD_LENGTHS, NO_REQUEST_LINE } from './malformed.ts'
import { LESSON, parseCheck, toBytes } from './parse-check.ts'

const EXPERIMENTS = `${LESSON}#experiments`
/** The beginning of a TLS ClientHello (RFC 8446 §4.1.2) whose rest is random. */
const TLS_HELLO = Buffer.from('16030100c8010000c40303', 'hex')

export const STRANGERS: readonly Check[] = [
  parseCheck({
    id: 'parse.garbage',
    title: 'Random octets and the greeting of TLS are refused, and end nobody but who sent them.',
    points: 2,
    spec: 'RFC 9112 §2.2; CONTRACT, stage 2',
    why: 'Whatever listens on the internet hears this within minutes.',
    hint: 'Decode nothing that may fail; catch what may be thrown where bytes are read.',
    lesson: EXPERIMENTS,
    byHand: 'head -c 4096 /dev/urandom | nc -N 127.0.0.1 {port}',
    run: async lab => {
      const lines = Buffer.concat([lab.random.bytes(200), toBytes('\r\n\r\n')])
      const hello = Buffer.concat([TLS_HELLO, lab.random.bytes(194)])
      for (const octets of [lab.random.bytes(4096), lines, hello]) await mustEnd(lab, octets)
    },
  }),
  parseCheck({
    id: 'parse.preface',
    title: 'The preface of HTTP/2 is refused once, and what stands behind it is not read as a second request.',
    spec: 'RFC 9113 §3.4; CONTRACT, stage 2: 505',
    why: 'Clients try HTTP/2 first; after one refusal they know.',
    hint: 'After an error answer close, and read no request any more.',
    lesson: EXPERIMENTS,
    byHand: "printf 'PRI * HTTP/2.0\\r\\n\\r\\nSM\\r\\n\\r\\n' | nc -N 127.0.0.1 {port}",
    run: async lab => {
      const response = await lab.refused('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', [], "HTTP/2's preface")
      if (lab.stage === 2 && response !== undefined)
        must([400, 505].includes(response.status), {
          reason: "HTTP/2's preface got another status than it should",
          expected: '505 (or 400)',
          actual: String(response.status),
        })
    },
  }),
  parseCheck({
    id: 'parse.http-09',
    title: 'A request line without a version gets an end, not silence.',
    spec: 'RFC 9112 §3; CONTRACT, stage 2: 400',
    why: 'HTTP/0.9 is gone, but its clients and those who type by hand should not wait for ever.',
    hint: 'Two words are no request line.',
    lesson: EXPERIMENTS,
    byHand: "printf 'GET /\\r\\n' | nc -N 127.0.0.1 {port}",
    run: lab => mustEnd(lab, toBytes('GET /\r\n')),
  }),
  parseCheck({
    id: 'parse.leaves-early',
    title: 'Clients that finish or break off before, inside or right behind a head harm nobody.',
    points: 2,
    spec: 'CONTRACT, stage 2',
    why: 'People press stop. The end of a stream can come at every octet.',
    hint: 'Ask what your code does with a read of nothing, and with ECONNRESET, at every place where it reads.',
    lesson: EXPERIMENTS,
    byHand: "printf 'GET / HTT' | nc -N 127.0.0.1 {port}",
    run: async lab => {
      const { head } = lab.request({ method: 'POST', body: 'hello' })
      const places = [0, 1, 9, head.length - 2, head.length - 1]
      for (const place of places) await mustEnd(lab, head.subarray(0, place))
      for (const place of [...places, head.length]) {
        const client = await lab.client()
        await client.sendPieces([head.subarray(0, place)])
        client.reset()
      }
      await understood(lab, lab.request())
    },
  }),
  parseCheck({
    id: 'parse.half-closed',
    until: 2,
    title: 'A client that finishes its side behind a whole request still gets its answer.',
    spec: 'CONTRACT, stages 1 and 2; RFC 9112 §9.6',
    why: 'nc -N and many scripts do exactly this.',
    hint: 'FIN says that nothing more will be sent, not that nobody listens.',
    lesson: EXPERIMENTS,
    byHand: "printf 'GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n' | nc -N 127.0.0.1 {port}",
    run: async lab => {
      for (const request of [lab.request(), lab.request({ method: 'POST', body: lab.random.word() })]) {
        const heard = await understood(lab, request, client => {
          client.send(request)
          client.finish()
        })
        mustEqual(heard.bodyBytes, request.body.length, 'the length of the body')
      }
    },
  }),
  parseCheck({
    id: 'parse.neighbours',
    title:
      'While some clients stop in the middle of a head and others send nonsense, the requests of the rest are understood.',
    points: 2,
    spec: 'CONTRACT, stages 1 and 2',
    why: 'State that is kept for the program and not for the connection mixes up the requests of strangers.',
    hint: 'Buffer and parser belong to a connection.',
    lesson: `${LESSON}#a-tour-of-the-code`,
    run: async lab => {
      const stuck = await Promise.all(Array.from({ length: 5 }, () => lab.client()))
      for (const client of stuck) client.send('GET /stuck HTTP/1.1\r\nHost: ')
      const fellows = Array.from({ length: 30 }, async (_, index) => {
        const bad = [...NO_REQUEST_LINE, ...BAD_LENGTHS][index]
        const mark = lab.mark()
        if (index % 3 === 0 && bad !== undefined) return void (await lab.refused(bad.text(mark), [mark], bad.what))
        const request = lab.request({ method: 'POST', body: lab.random.bytes(lab.random.integer(0, 3000)) })
        const pieces = lab.random.cut(request.bytes, 4)
        const heard = await understood(lab, request, client => client.sendPieces(pieces))
        mustEqual(heard.target, request.target, 'the target')
        mustEqual(heard.bodyBytes, request.body.length, 'the length of the body')
      })
      await Promise.all(fellows)
    },
  }),
]

/** Octets that make no request, and FIN: the program has to end the connection, with whatever words, but not with an answer of 200. */
async function mustEnd(lab: Lab, octets: Buffer): Promise<void> {
  const client = await lab.client()
  client.send(octets)
  client.finish()
  await client.ended()
  const words = client.unclaimed
  client.forget()
  must(!words.startsWith('HTTP/1.1 2') || lab.stage > 2, {
    reason: 'what is no request was answered as if it were one',
    expected: 'a refusal, or a close',
    actual: words.slice(0, 200),
  })
}
