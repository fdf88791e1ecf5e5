// Requests whose answers end in every way that HTTP has, in random order, and what a client must get for each.
import type { Answer } from '../../lab/answer.ts'
import type { Lab } from '../../lab/lab.ts'
import type { LabRequest } from '../../lab/request.ts'
import type { Response } from '../../lab/response.ts'
import { mustEqual } from '../../verdict.ts'

export interface Part {
  readonly request: LabRequest
  readonly answer: Answer
  /** What the client must get. */
  readonly status: number
  readonly body: string
}

/** Each kind `times` times, shuffled; the backends answer them so. */
export function mixture(lab: Lab, times: number): Part[] {
  const parts = lab.random.shuffle(Array.from({ length: times }, () => kinds(lab)).flat())
  for (const { request, answer } of parts) lab.answer(request, call => call.respond(answer))
  return parts
}

/** Throws unless each response is that of its part. */
export function mustFit(responses: readonly Response[], parts: readonly Part[]): void {
  for (const [index, { request, status, body }] of parts.entries()) {
    const response = responses[index]
    mustEqual(response?.status, status, `the status of answer ${index + 1} (${request.method})`)
    mustEqual(response?.body.toString('latin1'), body, `the body of answer ${index + 1} (${request.method}, ${status})`)
  }
}

function kinds(lab: Lab): Part[] {
  const text = (least = 1) => lab.random.text(lab.random.integer(least, 900))
  const part = (method: string, answer: Answer, body = ''): Part => {
    return { request: lab.request({ method }), answer, status: answer.status ?? 200, body }
  }
  const [short, chunked, missing] = [text(), text(100), text()]
  return [
    part('GET', { body: short }, short),
    part('GET', { body: '' }),
    part('GET', { body: chunked, framing: 'chunked', chunks: [7, 40] }, chunked),
    part('GET', { status: 404, reason: 'Not Found', body: missing }, missing),
    part('GET', { status: 204, reason: 'No Content' }),
    part('GET', { status: 304, reason: 'Not Modified', fields: [['Content-Length', '1234']] }),
    part('HEAD', { body: text(500) }),
    part('HEAD', { body: text(), framing: 'chunked' }),
  ]
}
