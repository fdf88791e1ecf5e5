// Bodies too long to be kept, and the question whether they still flow. Knows no check.
import { createHash } from 'node:crypto'
import type { Call } from '../../lab/call.ts'
import type { Lab } from '../../lab/lab.ts'
import type { Random } from '../../lab/random.ts'
import type { LabRequest } from '../../lab/request.ts'
import type { WireEnd } from '../../lab/wire-end.ts'
import { Failure } from '../../verdict.ts'

export const MIB = 1024 * 1024
/** A transfer of a hundred megabytes on a machine that has other work. */
export const LONG_MS = 40_000

// What has not moved for so long is taken to have stopped. Who is only slow is not wronged: to have stopped is what is hoped for.
const STANDING_MS = 400
/** What ought to flow and has not moved for so long hangs. */
const HANGING_MS = 6000
/** What flows on behind a pause, to show that it does. */
const AFTER_PAUSE_MIB = 4
const LINE_END = Buffer.from('\r\n')
const LAST_CHUNK = Buffer.from('0\r\n\r\n')
const MIB_CHUNK = Buffer.from(`${MIB.toString(16)}\r\n`)
// Prime, so that no piece looks like one before it.
const STEP_BYTES = 4099

/** So many mebibytes, each unlike the others, made of a little more than one. */
export class LongBody {
  readonly byteCount: number
  readonly #mebibytes: number
  readonly #stock: Buffer

  constructor(random: Random, mebibytes: number) {
    this.#mebibytes = mebibytes
    this.byteCount = mebibytes * MIB
    this.#stock = random.bytes(MIB + mebibytes * STEP_BYTES)
  }

  *pieces(): Generator<Buffer> {
    for (let at = 0; at < this.#mebibytes; at += 1) yield this.#stock.subarray(at * STEP_BYTES, at * STEP_BYTES + MIB)
  }

  get sha256(): string {
    const digest = createHash('sha256')
    for (const piece of this.pieces()) digest.update(piece)
    return digest.digest('hex')
  }

  /** Sends all, as fast as it is taken, until the program ends the connection. */
  async sendTo(end: Pick<WireEnd, 'sendAll'>): Promise<void> {
    for (const piece of this.pieces()) if ((await end.sendAll(piece, LONG_MS)) < piece.length) return
  }

  /**
   * Sends it in chunks, as fast as they are taken: until `isEnough` says so, then some more, and the last chunk. Whatever did not flow
   * in a pause need not flow behind it. Resolves to the SHA-256 of what was sent.
   */
  async sendChunksTo(end: Pick<WireEnd, 'sendAll'>, isEnough: () => boolean): Promise<string> {
    const digest = createHash('sha256')
    let left = AFTER_PAUSE_MIB
    for (const piece of this.pieces()) {
      await end.sendAll(MIB_CHUNK, LONG_MS)
      if ((await end.sendAll(piece, LONG_MS)) < piece.length) break
      await end.sendAll(LINE_END, LONG_MS)
      digest.update(piece)
      if (isEnough() && --left === 0) break
    }
    await end.sendAll(LAST_CHUNK, LONG_MS)
    return digest.digest('hex')
  }
}

/** The head of a 200 whose body comes in chunks, which are to be sent behind it. */
export function chunkedHeadFor(call: Call): string {
  return call
    .answerBytes({ body: '', framing: 'chunked' })
    .toString('latin1')
    .replace(/0\r\n\r\n$/, '')
}

/** The head of a 200 with so long a body, which is to be sent behind it. */
export function headFor(call: Call, bodyBytes: number): string {
  return call.answerBytes({ body: '' }).toString('latin1').replace('Content-Length: 0', `Content-Length: ${bodyBytes}`)
}

/** A request that is answered with `body`. */
export function requestFor(lab: Lab, path: string, body: LongBody): LabRequest {
  const request = lab.request({ path })
  lab.answer(request, async call => {
    await call.complete()
    await call.turn
    call.send(headFor(call, body.byteCount))
    await body.sendTo(call)
    call.done()
  })
  return request
}

/**
 * Resolves to how far `progress` has come when it has stood still for a while, or has reached `most`. A program that the machine
 * has given no time has not stopped: in that while it must have served somebody else, too.
 */
export async function untilItStands(lab: Lab, progress: () => number, most: number): Promise<number> {
  let last = progress()
  let since = performance.now()
  let hasServed = false
  while (last < most && !(hasServed && performance.now() - since >= STANDING_MS)) {
    await lab.patience(20)
    if (!hasServed && performance.now() - since >= STANDING_MS / 2) {
      await lab.exchange()
      hasServed = true
    }
    const now = progress()
    if (now === last) continue
    hasServed = false
    last = now
    since = performance.now()
  }
  return last
}

/** What `flowing` resolves to; a Failure when `progress` stands still meanwhile. `what` is the subject of the sentence. */
export async function whileItFlows<T>(lab: Lab, flowing: Promise<T>, progress: () => number, what: string): Promise<T> {
  const ended = flowing.then(
    () => true,
    () => true,
  )
  let [last, since] = [progress(), performance.now()]
  while (!(await Promise.race([ended, lab.patience(100)]))) {
    const now = progress()
    if (now !== last) [last, since] = [now, performance.now()]
    if (performance.now() - since > HANGING_MS)
      throw new Failure({
        reason: `${what} stands still`,
        expected: 'it goes on to its end',
        actual: `${now} octets came`,
      })
  }
  return await flowing
}
