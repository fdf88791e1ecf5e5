// Which exchange does a response answer? Here its X-Request-ID says so: among all exchanges that wait on a connection
// it names one, and the body rules are those of that one's method, also where responses overtake each other.
//
// What order proves and what an id proves: HTTP/1.1 gives no other link than order (RFC 9112 §9.3.2), so a response
// without an id belongs to the oldest exchange. An id that nobody here waits for proves that the two ends no longer
// count the same; from there on no response on this connection can be trusted.

import { HttpError } from '../02-parse/http-error.ts'
import { type Carried, InOrder } from '../03-forward/awaiting.ts'
import type { UnownedHead } from '../03-forward/response-reader.ts'
import { idIn, REQUEST_ID } from './request-id.ts'

export class Correlation extends InOrder {
  readonly #onEcho: (echoed: boolean) => void

  /** @param onEcho told at each response whether the backend sent the id back */
  constructor(onEcho: (echoed: boolean) => void) {
    super()
    this.#onEcho = onEcho
  }

  override ownerOf(head: UnownedHead): Carried {
    // SOLUTION Find the exchange that the response names; without an id it is the oldest, an unknown id is nobody.
    const { oldest } = this
    // Backends answer in order, so this is nearly always so, and no table by id is needed.
    if (oldest !== undefined && head.fields.says(REQUEST_ID, idIn(oldest.added))) {
      this.#onEcho(true)
      return oldest
    }
    const id = idOf(head)
    this.#onEcho(id !== undefined)
    const owner = id === undefined ? oldest : this.find(({ added }) => idIn(added) === id.toLowerCase())
    if (owner !== undefined) return owner
    throw new HttpError(502, 'backend', 'the backend is out of step: it answers what nobody here has asked')
    // END SOLUTION
  }
}

/** @throws HttpError where two ids differ: whichever is right, somebody would get the wrong answer */
function idOf({ fields }: UnownedHead): string | undefined {
  const ids = fields.valuesOf(REQUEST_ID)
  // Equal ones may repeat: nginx sends what add_header adds twice on some error pages.
  if (ids.length > 1 && new Set(ids.map(id => id.toLowerCase())).size > 1)
    throw new HttpError(502, 'backend', 'the backend is out of step: one response bears two ids')
  return ids[0]
}
