// Clients that speak HTTP/1.0: `ab`, `curl -0`, old scripts. Whoever refuses them says so (426, 505) and is warned.
import type { Check } from '../../check.ts'
import type { Client } from '../../lab/client.ts'
import { mustAnswer } from '../../lab/exchange.ts'
import type { Lab } from '../../lab/lab.ts'
import type { LabRequest, RequestOptions } from '../../lab/request.ts'
import type { Response } from '../../lab/response.ts'
import { must, mustEqual } from '../../verdict.ts'
import { LESSON } from './lesson.ts'

export const HTTP10_CHECKS: readonly Check[] = [
  {
    id: 'http10.get',
    stage: 3,
    title: 'A client of HTTP/1.0 gets its answer, and then the connection is closed.',
    needs: ['forward.get'],
    points: 2,
    spec: 'RFC 9112 §9.3',
    why: 'Such clients read to the close; kept open, the connection keeps them waiting.',
    hint: 'Without "Connection: keep-alive" a connection of HTTP/1.0 ends behind the answer.',
    lesson: LESSON.TOUR,
    byHand: 'curl -v -0 http://127.0.0.1:{port}/',
    run: async lab => {
      const asked = await ask(lab, {})
      await asked?.client.ended()
    },
  },
  {
    id: 'http10.no-host',
    stage: 3,
    title: 'A request of HTTP/1.0 without Host is lawful, and what reaches the backend is lawful, too.',
    needs: ['http10.get'],
    spec: 'RFC 9112 §3.2',
    why: 'HTTP/1.0 had no Host; sent on as HTTP/1.1 without one, every backend refuses it.',
    hint: 'Who sends HTTP/1.1 sends a Host: if the client named none, the backend’s address will do.',
    lesson: LESSON.TOUR,
    byHand: "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -N 127.0.0.1 {port}",
    run: async lab => {
      await ask(lab, { host: null })
    },
  },
  {
    id: 'http10.post',
    stage: 3,
    title: 'A POST of HTTP/1.0 arrives with its body.',
    needs: ['http10.get', 'request.length'],
    spec: 'RFC 9112 §6.3',
    why: 'Content-Length is older than HTTP/1.1.',
    hint: 'The version changes neither how a length counts nor what the backend gets.',
    lesson: LESSON.TOUR,
    byHand: 'curl -v -0 -d hello http://127.0.0.1:{port}/',
    run: async lab => {
      const asked = await ask(lab, { method: 'POST', body: lab.random.text(50) })
      if (asked === undefined) return
      const body = await (await lab.arrival(asked.request)).body()
      mustEqual(body.toString('latin1'), asked.request.body.toString('latin1'), 'the body that the backend got')
    },
  },
  {
    id: 'http10.no-chunks',
    stage: 3,
    title: 'A client of HTTP/1.0 gets a chunked body without the chunks.',
    needs: ['http10.get', 'response.chunked'],
    points: 2,
    spec: 'RFC 9112 §6.1',
    why: 'It does not know chunks: their sizes would stand in the middle of its page.',
    hint: 'Decode, and close behind the last octet; or gather all and tell the length.',
    lesson: LESSON.TOUR,
    run: async lab => {
      const body = lab.random.text(500)
      const request = lab.request({ version: 'HTTP/1.0' })
      lab.answer(request, call => call.respond({ body, framing: 'chunked', chunks: [3, 100] }))
      const asked = await ask(lab, request)
      if (asked === undefined) return
      must(asked.response.framing !== 'chunked', { reason: 'a client of HTTP/1.0 got chunks', expected: 'none' })
      mustEqual(asked.response.body.toString('latin1'), body, 'the body')
    },
  },
]

interface Asked {
  readonly request: LabRequest
  readonly response: Response
  readonly client: Client
}

/** Undefined where the program says that it does not speak HTTP/1.0. */
async function ask(lab: Lab, options: RequestOptions | LabRequest): Promise<Asked | undefined> {
  const request = 'mark' in options ? options : lab.request({ version: 'HTTP/1.0', ...options })
  const client = await lab.client()
  client.send(request)
  const response = await client.response(request.method)
  if (response.status === 426 || response.status === 505) {
    lab.warn(`HTTP/1.0 is refused with ${response.status}`)
    return undefined
  }
  mustAnswer(response, request)
  return { request, response, client }
}
