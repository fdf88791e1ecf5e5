// A well-behaved client of the proxy: it keeps its connection where it may, and asks again where a kept connection was
// closed before it was answered (RFC 9112 §9.3.1). EDGE: through clients of the lab.
import type { Client, ReadOptions } from '../../lab/client.ts'
import type { Lab } from '../../lab/lab.ts'
import { type Response, valuesOf } from '../../lab/response.ts'
import { must } from '../../verdict.ts'
import { type Question, toBytes } from './question.ts'

export class Visitor {
  readonly #lab: Lab
  #kept: Client | undefined

  constructor(lab: Lab) {
    this.#lab = lab
  }

  /** Throws a Failure where there is no whole answer. */
  async ask(question: Question, options: ReadOptions = {}): Promise<Response> {
    const { method = 'GET' } = question
    const kept = this.#kept
    this.#kept = undefined
    if (kept !== undefined && kept.ending === undefined && method !== 'POST') {
      kept.send(toBytes(question))
      const response = await kept.message(method, options)
      if (response?.complete) return this.#done(kept, response)
      must(response === undefined, () => ({
        reason: `${kept.name} got a response that ends too early`,
        expected: 'a whole body',
        actual: `status ${response?.status} and ${response?.bodyBytes} octets of the body`,
      }))
    }
    kept?.close()
    const client = await this.#lab.client()
    client.send(toBytes(question))
    return this.#done(client, await client.response(method, options))
  }

  #done(client: Client, response: Response): Response {
    const persists = this.#lab.stage > 3 && !valuesOf(response, 'connection').join().toLowerCase().includes('close')
    if (persists) this.#kept = client
    else client.close()
    return response
  }
}
