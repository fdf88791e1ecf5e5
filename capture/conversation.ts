// One TCP connection, retold: who opened it, what was read and written, how it ended, as the segments that say so. Data,
// order, ports and times are what was recorded; sequence numbers, acknowledgments and windows are made to fit. Pure.
import { toPacketBlock } from './packet-block.ts'
import { FLAGS, MOST_PAYLOAD_BYTES, type Place, toPacket } from './segment.ts'

export type Side = 'dialler' | 'listener'

export interface Parties {
  readonly dialler: Place
  readonly listener: Place
  /** Number of the interface on which it is seen. */
  readonly interface: number
  /** Tells connections with the same addresses and ports apart: Wireshark begins a new stream where the first number is new. */
  readonly number: number
}

export interface Moment {
  /** Microseconds since 1970. */
  readonly atUs: number
  /** Stand at the first packet of what happened. */
  readonly comments?: readonly string[]
}

interface End {
  readonly place: Place
  next: number
  hasFinished: boolean
  window: number
}

type Extra = { readonly payload?: Buffer; readonly payloadBytes?: number; readonly options?: Buffer }

const WINDOW = 65_535
/** RFC 9293 §3.7.1, the loopback's own; RFC 7323 §2: a window of 8 MiB. One NOP to align them. */
const SYN_OPTIONS = Buffer.from([2, 4, 0xff, 0xd7, 1, 3, 3, 7])
const NOTHING = Buffer.alloc(0)
const SEQUENCES_APART = 1_000_003

export class Conversation {
  readonly #interface: number
  readonly #ends: Readonly<Record<Side, End>>

  constructor({ dialler, listener, interface: at, number }: Parties) {
    const first = (number * SEQUENCES_APART) >>> 0
    const end = (place: Place, next: number): End => ({ place, next, hasFinished: false, window: WINDOW })
    this.#interface = at
    this.#ends = { dialler: end(dialler, first), listener: end(listener, (first + 500_000) >>> 0) }
  }

  /** The handshake, RFC 9293 §3.5. */
  open(moment: Moment): Buffer {
    return Buffer.concat([
      this.#send('dialler', FLAGS.syn, moment, { options: SYN_OPTIONS }),
      this.#send('listener', FLAGS.syn | FLAGS.ack, { atUs: moment.atUs }, { options: SYN_OPTIONS }),
      this.#acknowledge('dialler', moment.atUs),
    ])
  }

  /** A dial that nobody took: RFC 9293 §3.5.2, group 1. */
  refuse(moment: Moment): Buffer {
    return Buffer.concat([
      this.#send('dialler', FLAGS.syn, { atUs: moment.atUs }, { options: SYN_OPTIONS }),
      this.#send('listener', FLAGS.rst | FLAGS.ack, moment),
    ])
  }

  /** What was read or written at once, in as few segments as hold it. Of `byteCount` octets only the first were kept. */
  data(side: Side, bytes: Buffer, moment: Moment, byteCount = bytes.length): Buffer {
    const packets: Buffer[] = []
    for (let at = 0; at < byteCount; at += MOST_PAYLOAD_BYTES) {
      const payloadBytes = Math.min(MOST_PAYLOAD_BYTES, byteCount - at)
      const payload = bytes.subarray(at, at + payloadBytes)
      const stamp = at === 0 ? moment : { atUs: moment.atUs }
      packets.push(
        this.#send(side, FLAGS.psh | FLAGS.ack, stamp, { payload, payloadBytes }),
        this.#acknowledge(other(side), moment.atUs),
      )
    }
    return Buffer.concat(packets)
  }

  /** RFC 9293 §3.6: this side sends no more, and the other one has heard it. */
  finish(side: Side, moment: Moment): Buffer {
    if (this.#ends[side].hasFinished) return NOTHING
    this.#ends[side].hasFinished = true
    const fin = this.#send(side, FLAGS.fin | FLAGS.ack, moment)
    return Buffer.concat([fin, this.#acknowledge(other(side), moment.atUs)])
  }

  reset(side: Side, moment: Moment): Buffer {
    return this.#send(side, FLAGS.rst | FLAGS.ack, moment)
  }

  /** This side reads no more: RFC 9293 §3.8.6, a window of zero. */
  stopReading(side: Side, moment: Moment): Buffer {
    this.#ends[side].window = 0
    return this.#send(side, FLAGS.ack, moment)
  }

  readOn(side: Side, moment: Moment): Buffer {
    this.#ends[side].window = WINDOW
    return this.#send(side, FLAGS.ack, moment)
  }

  #acknowledge(side: Side, atUs: number): Buffer {
    return this.#send(side, FLAGS.ack, { atUs })
  }

  #send(
    side: Side,
    flags: number,
    moment: Moment,
    { payload = NOTHING, payloadBytes = 0, options }: Extra = {},
  ): Buffer {
    const [own, far] = [this.#ends[side], this.#ends[other(side)]]
    const packet = toPacket({
      source: own.place,
      target: far.place,
      sequence: own.next,
      acknowledgment: flags & FLAGS.ack ? far.next : 0,
      flags,
      window: own.window,
      options: options ?? NOTHING,
      payload,
      payloadBytes,
    })
    // SYN and FIN take a number each, RFC 9293 §3.4.
    const taken = payloadBytes + (flags & (FLAGS.syn | FLAGS.fin) ? 1 : 0)
    own.next = (own.next + taken) >>> 0
    return toPacketBlock(packet, { interface: this.#interface, ...moment })
  }
}

function other(side: Side): Side {
  return side === 'dialler' ? 'listener' : 'dialler'
}
