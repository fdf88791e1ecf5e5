// Responses without a body, whatever their fields say (RFC 9112 §6.3 step 1), and empty ones. The backend keeps its
// connection open, so who waits for a body waits in vain.
import type { Check } from '../../check.ts'
import type { Answer } from '../../lab/answer.ts'
import { mustAnswer } from '../../lab/exchange.ts'
import type { Lab } from '../../lab/lab.ts'
import { outcomeOf } from '../../lab/outcome.ts'
import { type Response, valuesOf } from '../../lab/response.ts'
import { mustEqual } from '../../verdict.ts'
import { LESSON } from './lesson.ts'
import { FRAGILE } from './worlds.ts'

export const BODILESS_CHECKS: readonly Check[] = [
  {
    id: 'response.head',
    stage: 3,
    title: 'The answer to HEAD ends with its head, whatever length or chunks it tells of.',
    needs: ['forward.get'],
    points: 2,
    spec: 'RFC 9112 §6.3',
    why: 'Link checkers and download managers ask so; who waits for the body that is told of hangs.',
    hint: 'The reader of a response must know the method of its request.',
    lesson: LESSON.MISTAKES,
    byHand: 'curl -v -I http://127.0.0.1:{port}/',
    run: async lab => {
      const length = lab.random.integer(100, 100_000)
      const response = await ask(lab, 'HEAD', { body: Buffer.alloc(length) })
      const [told = String(length)] = valuesOf(response, 'content-length')
      if (told !== String(length)) lab.warn(`Content-Length of an answer to HEAD was changed from ${length} to ${told}`)
      await ask(lab, 'HEAD', { framing: 'chunked' })
    },
  },
  {
    id: 'response.no-content',
    stage: 3,
    title: 'A 204 or 304 ends with its head, also where it tells of a length, and a 304 where it tells of chunks.',
    needs: ['forward.status'],
    points: 2,
    spec: 'RFC 9112 §6.3',
    why: '304 is every second answer to a browser that has a cache.',
    hint: 'Ask for the status before you ask for the length.',
    lesson: LESSON.MISTAKES,
    world: FRAGILE,
    run: async lab => {
      const length: Answer['fields'] = [['Content-Length', String(lab.random.integer(1, 5000))]]
      for (const status of [204, 304]) mustEqual((await ask(lab, 'GET', { status })).status, status, 'the status')
      mustEqual((await ask(lab, 'GET', { status: 304, fields: length })).status, 304, 'the status')
      // As in an answer to HEAD they are those that a 200 would have had (RFC 9112 §6.1).
      const chunked = await ask(lab, 'GET', { status: 304, fields: [['Transfer-Encoding', 'chunked']] })
      mustEqual(chunked.status, 304, 'the status')
      // A server must not send a length with 204 (RFC 9110 §8.6): whoever takes that for nonsense answers 502.
      const request = lab.request({ fields: [['Connection', 'close']] })
      lab.answer(request, call => call.respond({ status: 204, fields: length }))
      const client = await lab.client()
      client.send(request)
      const { response } = await outcomeOf(client, request)
      if (response?.status !== 502 && response?.status !== 503) mustEqual(response?.status, 204, 'the status')
      await client.ended()
    },
  },
  {
    id: 'response.empty',
    stage: 3,
    title: 'A response with Content-Length: 0 is over at once.',
    needs: ['response.length'],
    spec: 'RFC 9112 §6.3',
    why: 'Answers to POST and redirects are often empty.',
    hint: '0 is a length. `if (length)` takes it for none, and then waits for the close.',
    lesson: LESSON.MISTAKES,
    run: async lab => {
      for (const status of [200, 205, 302, 404]) {
        const response = await ask(lab, 'GET', { status, body: '' })
        mustEqual([response.status, response.bodyBytes], [status, 0], 'status and octets of the body')
      }
    },
  },
]

/** The client asks for a close behind the answer: only so it sees that the program takes the answer for over. */
async function ask(lab: Lab, method: string, answer: Answer): Promise<Response> {
  const request = lab.request({ method, fields: [['Connection', 'close']] })
  lab.answer(request, call => call.respond(answer))
  const client = await lab.client()
  client.send(request)
  const response = await client.response(method)
  mustAnswer(response, request)
  await client.ended()
  return response
}
