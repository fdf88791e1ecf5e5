// Backends that send more than they should: what stands behind an answer belongs to nobody, and must reach nobody.
import type { Check } from '../../check.ts'
import type { Answer } from '../../lab/answer.ts'
import type { Client } from '../../lab/client.ts'
import type { Lab } from '../../lab/lab.ts'
import { outcomeOf } from '../../lab/outcome.ts'
import { valuesOf } from '../../lab/response.ts'
import { must } from '../../verdict.ts'
import { ONE_BACKEND } from '../03-forward/worlds.ts'

const MISTAKES = 'stages/04-pipelining/README.md#five-mistakes-people-make-here'
const WHY =
  'What is left on a kept connection becomes the beginning of the next answer, and from there on everybody gets what the one before him asked for.'

/** A whole response that nobody has asked for. */
const SURPLUS = 'HTTP/1.1 200 OK\r\nContent-Length: 8\r\nSet-Cookie: session=theirs\r\n\r\nsurplus!'

/** The backend answers, and in the same write sends octets that belong to no answer. */
async function overfill(lab: Lab, client: Client, method: string, answer: Answer, surplus: string): Promise<void> {
  const request = lab.request({ method })
  lab.answer(request, async call => {
    await call.settled()
    call.send(Buffer.concat([call.answerBytes(answer), Buffer.from(surplus, 'latin1')]))
    call.done()
  })
  client.send(request)
  const { kind } = await outcomeOf(client, request)
  must(kind !== 'refused', { reason: `a lawful ${method} was refused` })
  // Whoever comes next, on this connection and on others, gets an answer of his own.
  for (let nth = 0; nth < 3; nth += 1) await lab.exchange()
  if (kind === 'closed' || client.ending !== undefined) return
  const next = lab.request()
  client.send(next)
  await outcomeOf(client, next)
}

export const DESYNC: readonly Check[] = [
  {
    id: 'desync.octets-behind-an-answer',
    stage: 4,
    title:
      'Octets behind the end of an answer reach no client, and the connection that they came on is not used again.',
    points: 3,
    spec: 'RFC 9112 §6.3',
    why: WHY,
    hint: 'A connection goes back only if nothing is left in its buffer when the answer has ended.',
    lesson: MISTAKES,
    world: ONE_BACKEND,
    run: async lab => {
      for (const framing of lab.random.shuffle(['length', 'chunked'] as const)) {
        for (const surplus of [SURPLUS, lab.random.word(9)]) {
          const client = await lab.client()
          await overfill(lab, client, 'GET', { framing, body: lab.random.text(20) }, surplus)
          client.close()
        }
      }
    },
  },
  {
    id: 'desync.body-where-there-is-none',
    stage: 4,
    title: 'A body that a backend sends with 204, with 304 or with the answer to HEAD reaches no client.',
    points: 2,
    spec: 'RFC 9112 §6.3',
    why: WHY,
    hint: 'Such an answer ends at its empty line. What follows is surplus: drop the connection.',
    lesson: MISTAKES,
    world: ONE_BACKEND,
    run: async lab => {
      const cases: readonly (readonly [string, Answer])[] = [
        ['GET', { status: 204, reason: 'No Content' }],
        ['GET', { status: 304, reason: 'Not Modified' }],
        ['HEAD', { body: lab.random.text(SURPLUS.length) }],
      ]
      for (const [method, answer] of lab.random.shuffle(cases)) {
        const client = await lab.client()
        await overfill(lab, client, method, answer, SURPLUS)
        client.close()
      }
    },
  },
  {
    id: 'desync.control-octets',
    stage: 4,
    title: 'CR, LF or NUL inside a field of an answer does not reach the client.',
    points: 2,
    spec: 'RFC 9110 §5.5',
    why: 'A backend that puts user input into a field lets the user write fields, or whole answers, of his own.',
    hint: 'Check every line of an answer as strictly as those of a request; 502 for what is no field line.',
    lesson: MISTAKES,
    world: ONE_BACKEND,
    run: async lab => {
      for (const octet of lab.random.shuffle(['\r', '\n', '\0'])) {
        const request = lab.request()
        lab.answer(request, call => call.respond({ fields: [['X-Input', `a${octet}Set-Cookie: a=b`]] }))
        const client = await lab.client()
        client.send(request)
        // An LF that is read as a line end, and sent on as CR LF, is lawful (RFC 9112 §2.2); a CR is none.
        const { response } = await outcomeOf(client, request)
        const head = (response?.head ?? '').replaceAll('\r\n', '')
        const isSplit = octet !== '\n' && response !== undefined && valuesOf(response, 'set-cookie').length > 0
        must(!head.includes(octet) && !isSplit, () => ({
          reason: `an answer whose field holds the octet ${octet.charCodeAt(0)} was passed on ${isSplit ? 'as two fields' : 'with it'}`,
          expected: '502, or the octet replaced or removed',
          actual: response?.head ?? '',
        }))
        await lab.exchange()
      }
    },
  },
]
