// Backends whose heads are wrong: the client is told so, and gets nothing that another reader would read differently.
import type { Check } from '../../check.ts'
import type { Answer } from '../../lab/answer.ts'
import { mustAnswer } from '../../lab/exchange.ts'
import type { Lab } from '../../lab/lab.ts'
import { type Response, valuesOf } from '../../lab/response.ts'
import { must, mustEqual } from '../../verdict.ts'
import { LESSON } from './lesson.ts'
import { mustBlameBackend } from './outcomes.ts'
import { type Afterwards, type Spoil, spoilt } from './raw-answer.ts'
import { FRAGILE } from './worlds.ts'

export const MALFORMED_HEAD_CHECKS: readonly Check[] = [
  {
    id: 'broken.nonsense',
    stage: 3,
    title: 'A backend that answers nonsense is answered for with 502.',
    needs: ['forward.get'],
    points: 2,
    spec: 'CONTRACT, stage 3; RFC 9110 §15.6.3',
    why: 'Something else may listen on that port: a database, a mail server, a program that has just crashed.',
    hint: 'What does not begin with a status line is no response. Do not wait for more of it.',
    lesson: LESSON.ASKED,
    world: FRAGILE,
    run: async lab => {
      const word = lab.random.word()
      const nonsense = [`220 ${word} ESMTP\r\n`, `${word}\r\n\r\n`, 'HTTP/1.1 2xx OK\r\n\r\n', 'HTTP/1.1\r\n\r\n']
      for (const text of nonsense) {
        const response = await askBroken(lab, {}, () => text, 'finish')
        mustBlameBackend(lab, response, `"${text.trim()}" in place of a response`)
      }
    },
  },
  {
    id: 'broken.odd-status',
    stage: 3,
    level: 'should',
    title: 'A status of two or four digits, or below 100, is no status.',
    needs: ['broken.nonsense'],
    spec: 'RFC 9110 §15',
    why: 'Clients may do anything with it.',
    hint: 'Three digits, from 100 to 599.',
    lesson: LESSON.TOUR,
    world: FRAGILE,
    run: async lab => {
      for (const status of ['99', '020', '20', '1000']) {
        const response = await askBroken(lab, {}, answer => answer.replace(' 200 ', ` ${status} `), 'finish')
        mustBlameBackend(lab, response, `a response with the status ${status}`)
      }
    },
  },
  {
    id: 'broken.lengths',
    stage: 3,
    title:
      'A response with an invalid Content-Length, or with two that differ, is answered for with 502; equal ones may become one.',
    needs: ['broken.nonsense'],
    points: 2,
    spec: 'RFC 9112 §6.3',
    why: 'Where its end is unknown, what follows may be given to somebody else.',
    hint: 'Only a row of digits is a length. A number parser takes "5x" for 5.',
    lesson: LESSON.TOUR,
    world: FRAGILE,
    run: async lab => {
      const wrong = ['abc', '-1', '5x', '+5', '5\r\nContent-Length: 6', '5, 6', '0x5']
      // RFC 9110 §8.6: equal ones are refused, or made one; nobody may pass them on.
      const equal = ['5\r\nContent-Length: 5', '5, 5']
      for (const length of [...wrong, ...equal]) {
        const what = `a response with Content-Length: ${length.replace('\r\n', ' and ')}`
        const spoil: Spoil = answer => answer.replace('Content-Length: 5', `Content-Length: ${length}`)
        const response = await askBroken(lab, { body: 'hello' }, spoil)
        if (response?.provenance === undefined || wrong.includes(length)) {
          mustBlameBackend(lab, response, what)
          continue
        }
        mustHaveBody(response, 'hello')
        if (response.framing === 'length')
          mustEqual(valuesOf(response, 'content-length'), ['5'], `Content-Length of ${what}`)
      }
    },
  },
  {
    id: 'broken.two-framings',
    stage: 3,
    title: 'A response with Content-Length and chunks is answered for with 502, or passed on with one framing.',
    needs: ['response.chunked', 'broken.nonsense'],
    points: 2,
    spec: 'RFC 9112 §6.3',
    why: 'Proxy and client would see different ends; the difference belongs to an attacker.',
    hint: 'Chunks win, and the length must not be passed on; or refuse.',
    lesson: LESSON.TOUR,
    world: FRAGILE,
    run: async lab => {
      const fields = [['Content-Length', '3']] as const
      const response = await askBroken(lab, { body: 'hello', framing: 'chunked', fields }, answer => answer)
      if (response?.provenance === undefined) return mustBlameBackend(lab, response, 'a response with two framings')
      mustHaveBody(response, 'hello')
    },
  },
  {
    id: 'broken.transfer-coding',
    stage: 3,
    title: 'A response with a transfer coding that is not chunked keeps its body, or is answered for with 502.',
    needs: ['response.until-close', 'broken.nonsense'],
    spec: 'RFC 9112 §6.3',
    why: 'Taken for a response without framing it is decoded by nobody; taken for an empty one, it is lost.',
    hint: 'Refuse what you do not know, or read to the close and pass the coding on.',
    lesson: LESSON.TOUR,
    world: FRAGILE,
    run: async lab => {
      const fields = [['Transfer-Encoding', 'gzip']] as const
      const body = lab.random.text(30)
      const response = await askBroken(lab, { body, framing: 'until close', fields }, answer => answer, 'finish')
      if (response?.provenance === undefined) return mustBlameBackend(lab, response, 'a response in gzip')
      must(
        valuesOf(response, 'transfer-encoding').some(value => /gzip/i.test(value)),
        {
          reason: 'the transfer coding was taken away and the body was not decoded',
          expected: 'Transfer-Encoding: gzip, or 502',
          actual: response.head,
        },
      )
      mustHaveBody(response, body)
    },
  },
  {
    id: 'broken.field-lines',
    stage: 3,
    title: 'Malformed field lines of a backend do not reach the client as they are.',
    needs: ['broken.nonsense'],
    points: 2,
    spec: 'RFC 9112 §5.1, §5.2; RFC 9110 §5.5',
    why: 'A CR, LF or NUL inside a value splits the response for some clients: the rest is what an attacker wrote.',
    hint: 'Answer 502, or take the line out, or put blanks in place of what is wrong.',
    lesson: LESSON.TOUR,
    world: FRAGILE,
    run: async lab => {
      const word = lab.random.word()
      const lines: Record<string, string> = {
        'a folded line': `X-A: ${word}\r\n folded\r\n`,
        'a NUL in a value': `X-A: ${word}\0b\r\n`,
        'a bare CR in a value': `X-A: ${word}\rSet-Cookie: ${word}=1\r\n`,
        'a line without a colon': `${word}\r\n`,
        'a line without a name': `: ${word}\r\n`,
        'a blank before the colon': `X-A : ${word}\r\n`,
        'a line that ends with LF alone': `X-A: ${word}\nX-B: ${word}\r\n`,
      }
      for (const [what, line] of Object.entries(lines)) {
        const spoil: Spoil = answer => answer.replace('X-Provenance', () => `${line}X-Provenance`)
        // The client's eyes see to it that nothing malformed comes through.
        const response = await askBroken(lab, { body: 'hello' }, spoil)
        if (response?.provenance === undefined) {
          mustBlameBackend(lab, response, what)
          continue
        }
        mustHaveBody(response, 'hello')
        // RFC 9112 §2.2: a bare CR is no line end. An LF alone may be taken for one.
        must(valuesOf(response, 'set-cookie').length === 0, () => ({
          reason: `${what} became a field of its own`,
          expected: '502, or the line without the CR',
          actual: response.head,
        }))
      }
    },
  },
  {
    id: 'broken.head-cut',
    stage: 3,
    title: 'A backend that closes or resets inside its head is answered for with 502.',
    needs: ['broken.nonsense'],
    points: 2,
    spec: 'RFC 9112 §8; CONTRACT, stage 3',
    why: 'Half a head says nothing; passed on, it makes the client wait for the rest.',
    hint: 'Send nothing of a head before all of it is there. A close before that is a failure.',
    lesson: LESSON.ASKED,
    world: FRAGILE,
    run: async lab => {
      for (const afterwards of ['finish', 'reset'] as const)
        for (const length of [5, 14, 40]) {
          const response = await askBroken(lab, {}, answer => answer.slice(0, length), afterwards)
          mustBlameBackend(lab, response, `${length} octets of a head`)
        }
    },
  },
  {
    id: 'broken.no-answer',
    stage: 3,
    title: 'A backend that closes or resets without an answer is answered for with 502.',
    needs: ['broken.nonsense'],
    points: 2,
    spec: 'RFC 9110 §15.6.3; CONTRACT, stage 3',
    why: 'That is how a backend looks that crashes on a request. The client must not wait for it.',
    hint: 'When the connection ends, ask who still waits for an answer on it.',
    lesson: LESSON.ASKED,
    world: FRAGILE,
    run: async lab => {
      for (const afterwards of ['finish', 'reset'] as const)
        for (const method of ['GET', 'POST'])
          mustBlameBackend(lab, await askBroken(lab, {}, () => '', afterwards, method), 'a backend that says nothing')
    },
  },
  {
    id: 'broken.speaks-first',
    stage: 3,
    title: 'A backend that speaks before it is asked gives no answer to anybody.',
    needs: ['forward.get'],
    spec: 'RFC 9112 §9.2',
    why: 'What comes unasked answers nothing; given to the next client, it is somebody else’s page.',
    hint: 'Octets on a connection on which no request is open mean that the two sides are out of step: close it.',
    lesson: LESSON.TOUR,
    world: { ...FRAGILE, own: true },
    run: async lab => {
      for (const backend of lab.backends) backend.onAccept(socket => socket.write(`220 ${lab.random.word()}\r\n`))
      try {
        const client = await lab.client()
        client.send(lab.request({ method: 'POST', body: '' }))
        mustBlameBackend(lab, await client.message('POST'), 'a backend that speaks first')
      } finally {
        for (const backend of lab.backends) backend.onAccept(undefined)
      }
    },
  },
]

/** What the client gets when a backend spoils its answer. Its own answer is checked to be its own. */
async function askBroken(
  lab: Lab,
  answer: Answer,
  spoil: Spoil,
  afterwards: Afterwards = 'keep open',
  method = 'GET',
): Promise<Response | undefined> {
  const request = lab.request({ method, ...(method === 'POST' && { body: 'x' }) })
  lab.answer(request, spoilt(answer, spoil, afterwards))
  const client = await lab.client()
  client.send(request)
  const response = await client.message(method)
  if (response?.provenance !== undefined) mustAnswer(response, request)
  client.close()
  return response
}

function mustHaveBody(response: Response, body: string): void {
  must(response.complete && response.body.toString('latin1') === body, () => ({
    reason: 'the body did not come through',
    expected: body,
    actual: `${response.complete ? '' : 'a cut body: '}${response.body.toString('latin1', 0, 200)}`,
  }))
}
