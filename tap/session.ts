// One capture file with all connections in it, from several taps: gives clients their names and connections their numbers.
// Opens no socket. EDGE: reads the clock.
import { BACKENDS_SIDE, CLIENTS_SIDE, SIDES, toName } from '../capture/cast.ts'
import { Conversation, type Moment, type Side } from '../capture/conversation.ts'
import { toInterface, toNames, toSectionHeader } from '../capture/section.ts'
import type { Recorder } from './recorder.ts'

/** Who is at the other end of a tap: the proxy, whom clients dial, or the backend with this number, whom the proxy dials. */
export type Target = 'proxy' | number

export class Session {
  readonly #recorder: Recorder
  readonly #told = new Set<string>()
  #connections = 0
  #clients = 0

  constructor(recorder: Recorder, comment: string) {
    this.#recorder = recorder
    recorder.write(Buffer.concat([toSectionHeader({ application: 'Hopwise tap', comment }), ...SIDES.map(toInterface)]))
  }

  get connections(): number {
    return this.#connections
  }

  /** A connection to `target` that has just been accepted, from `diallerPort` to `listenerPort`. */
  connection(target: Target, diallerPort: number, listenerPort: number): Track {
    this.#connections += 1
    if (target === 'proxy') this.#clients += 1
    const [from, to] =
      target === 'proxy'
        ? [toName('client', this.#clients), toName('proxy')]
        : [toName('proxy'), toName('backend', target)]
    const news = [from, to].filter(({ name }) => !this.#told.has(name))
    // Clients come once each: only the few others are worth remembering.
    for (const { name } of news) if (!name.startsWith('client')) this.#told.add(name)
    if (news.length > 0) this.#recorder.write(toNames(news))
    const conversation = new Conversation({
      dialler: { address: from.address, port: diallerPort },
      listener: { address: to.address, port: listenerPort },
      interface: target === 'proxy' ? CLIENTS_SIDE : BACKENDS_SIDE,
      number: this.#connections,
    })
    return new Track(this.#recorder, conversation, { dialler: from.name, listener: to.name })
  }
}

/** One connection, told as it happens. */
export class Track {
  readonly #recorder: Recorder
  readonly #conversation: Conversation
  readonly #names: Readonly<Record<Side, string>>

  constructor(recorder: Recorder, conversation: Conversation, names: Readonly<Record<Side, string>>) {
    this.#recorder = recorder
    this.#conversation = conversation
    this.#names = names
  }

  opened(): void {
    this.#recorder.write(this.#conversation.open(now()))
  }

  refused(why: string): void {
    this.#recorder.write(this.#conversation.refuse(now(why)))
  }

  data(side: Side, bytes: Buffer): void {
    const isKept = this.#recorder.roomFor(bytes.length)
    const kept = isKept ? bytes : bytes.subarray(0, 0)
    this.#recorder.write(this.#conversation.data(side, kept, now(), bytes.length))
  }

  finished(side: Side): void {
    this.#recorder.write(this.#conversation.finish(side, now()))
  }

  wasReset(side: Side): void {
    this.#recorder.write(this.#conversation.reset(side, now()))
  }

  stoppedReading(side: Side): void {
    this.#recorder.write(this.#conversation.stopReading(side, now(`${this.#names[side]} takes no more for now`)))
  }

  readsOn(side: Side): void {
    this.#recorder.write(this.#conversation.readOn(side, now(`${this.#names[side]} reads on`)))
  }
}

function now(...comments: readonly string[]): Moment {
  const atUs = Math.round((performance.timeOrigin + performance.now()) * 1000)
  return comments.length === 0 ? { atUs } : { atUs, comments }
}
