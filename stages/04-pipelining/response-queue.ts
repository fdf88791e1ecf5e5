// The line in which answers stand. Requests are answered in the order in which they came (RFC 9112 §9.3.2), so each
// has a slot; the slots may be filled in any order, and only the first of them speaks to the client.

import { NOTHING, type Outlet } from '../03-forward/outlet.ts'

/** Smaller pieces are copied where they have to wait. */
const SMALL_BYTES = 16 * 1024

export class ResponseQueue {
  readonly #outlet: Outlet
  readonly #holdBytes: number
  #first: Slot | undefined
  #last: Slot | undefined
  /** How many slots stand in the line. */
  length = 0
  /** The client has no room: it has not taken what earlier answers said, also of slots that have left. */
  isFull = false
  #advancing = false
  /** A slot has been emptied and has left; `last` says that nothing may follow it. */
  onLeft: (last: boolean) => void = NOTHING
  /** There is room again behind `isFull`. */
  onRoom: () => void = NOTHING

  /** @param holdBytes how much a slot that may not speak yet takes before it says that it is full */
  constructor(outlet: Outlet, holdBytes: number) {
    this.#outlet = outlet
    this.#holdBytes = holdBytes
    outlet.onDrain = () => {
      this.isFull = false
      this.#first?.onDrain()
      this.onRoom()
    }
  }

  isBack(slot: Slot): boolean {
    return this.#last === slot
  }

  /** Opens a slot behind all others. */
  open(): Slot {
    const slot = new Slot(this, this.#first === undefined ? this.#outlet : undefined, this.#holdBytes)
    if (this.#last === undefined) this.#first = slot
    else this.#last.next = slot
    this.#last = slot
    this.length += 1
    return slot
  }

  /**
   * Empties the line: those who stood in it are told, the last one first. The connection that is giving the first its answer may
   * end at that, and whoever else waits there and has not been told yet would ask anew.
   */
  dropAll(): void {
    const slots: Slot[] = []
    for (let slot = this.#first; slot !== undefined; slot = slot.next) slots.push(slot)
    this.#first = undefined
    this.#last = undefined
    this.length = 0
    for (const slot of slots.reverse()) slot.occupant?.dropped()
  }

  /** Lets the first slot leave, if it has ended, and the next one speak, until one has not ended. */
  advance(): void {
    // SOLUTION Let the slots that have ended leave, in order, and the one that is first now speak.
    // A slot may end while it is given the word: room lets the rest of its answer be read at once. It leaves in its turn,
    // behind the one that has just left, or the connection would close first and then be told that it may go on.
    if (this.#advancing) return
    this.#advancing = true
    for (let first = this.#first; first?.hasEnded; first = this.#first) {
      this.#first = first.next
      this.length -= 1
      if (this.#first === undefined) this.#last = undefined
      else if (!first.isLast) this.#first.speakTo(this.#outlet)
      first.occupant?.dropped()
      this.onLeft(first.isLast)
    }
    this.#advancing = false
    // END SOLUTION
  }
}

export interface Occupant {
  /** The line has been dissolved, or the slot has been cut and has left. */
  dropped(): void
}

/** A place in the line. It is an outlet: who fills it need not know whether he is being heard yet. */
export class Slot implements Outlet {
  readonly #queue: ResponseQueue
  readonly #holdBytes: number
  /** The way to the client, once it is this slot's turn. */
  #outlet: Outlet | undefined
  #held: (string | Buffer)[] | undefined
  #heldBytes = 0
  #cut: 'not' | 'close' | 'reset' = 'not'
  /** Who stands behind it. A line of links: an array that is filled with one and emptied again is allocated each time. */
  next: Slot | undefined
  hasEnded = false
  /** Nothing may follow this answer on the connection. */
  isLast = false
  onDrain: () => void = NOTHING
  /** Who fills it, as long as it is not filled. */
  occupant: Occupant | undefined

  constructor(queue: ResponseQueue, outlet: Outlet | undefined, holdBytes: number) {
    this.#queue = queue
    this.#outlet = outlet
    this.#holdBytes = holdBytes
  }

  send(piece: string | Buffer): boolean {
    if (this.#outlet !== undefined) {
      const room = this.#outlet.send(piece)
      if (!room) this.#queue.isFull = true
      return room
    }
    this.#held ??= []
    // A few octets may be all that is needed of much memory, into which they were read.
    this.#held.push(typeof piece === 'string' || piece.length > SMALL_BYTES ? piece : Buffer.from(piece))
    this.#heldBytes += piece.length
    return this.#heldBytes < this.#holdBytes
  }

  /** Nobody stands behind it. */
  get isBack(): boolean {
    return this.#queue.isBack(this)
  }

  end(): void {
    this.hasEnded = true
    if (this.#outlet !== undefined) this.#queue.advance()
  }

  /** Cuts the connection when its turn comes: what stands before it is still good, what stands behind it is never heard. */
  cut(byReset = false): void {
    this.#cut = byReset ? 'reset' : 'close'
    this.#outlet?.cut(byReset)
    this.isLast = true
    this.end()
  }

  /** It is this slot's turn: what it has held goes out. */
  speakTo(outlet: Outlet): void {
    this.#outlet = outlet
    let room = true
    for (const piece of this.#held ?? []) room = this.send(piece)
    this.#held = undefined
    if (this.#cut !== 'not') outlet.cut(this.#cut === 'reset')
    else if (room && this.#heldBytes >= this.#holdBytes) this.onDrain()
  }
}
