// What a backend has shown of its ways: does it send ids back, and behind how many responses does it close a connection?
// Learnt from what it does, forgotten when it does otherwise.

/** So many responses in a row without an id: the backend does not echo, whatever it did before. */
const MAX_SILENT = 16
/** One in so many connections is used beyond what is known, to see whether that still holds. */
const TRIED_ON = 16

export class Habits {
  #echoes: 'unknown' | 'yes' | 'no' = 'unknown'
  #silent = 0
  #responsesPerConnection = Number.POSITIVE_INFINITY
  #spent = 0

  /** Has it proven that it sends ids back? */
  get echoes(): 'unknown' | 'yes' | 'no' {
    return this.#echoes
  }

  /** Behind so many it closes, as far as is known: nginx's keepalive_requests. */
  get responsesPerConnection(): number {
    return this.#responsesPerConnection
  }

  sawResponse(echoed: boolean): void {
    this.#silent = echoed ? 0 : this.#silent + 1
    if (echoed) this.#echoes = 'yes'
    else if (this.#echoes === 'unknown' || this.#silent >= MAX_SILENT) this.#echoes = 'no'
  }

  /** It closes a connection, or is about to, behind so many responses. */
  sawClose(responses: number): void {
    this.#responsesPerConnection = responses
  }

  /** A connection has carried so many and is still open: may it carry more? */
  mayGoOn(responses: number): boolean {
    if (responses < this.#responsesPerConnection) return true
    if (responses > this.#responsesPerConnection) {
      // What was known is wrong. How many it really is, others will show.
      this.#responsesPerConnection = 2 * responses
      return true
    }
    this.#spent += 1
    return this.#spent % TRIED_ON === 0
  }
}
