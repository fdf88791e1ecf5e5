// Knows how what the lab recorded becomes a capture that opens in Wireshark: a pure function from the check and its recording
// to the bytes of a pcapng file. What a file, a block and a segment are stands in capture/.
import { SIDES, toName } from '../../capture/cast.ts'
import { Conversation, type Moment } from '../../capture/conversation.ts'
import { type Name, toInterface, toNames, toSectionHeader } from '../../capture/section.ts'
import type { CheckResult, Recorded, Recording } from '../result.ts'
import { displayFilter } from './display-filter.ts'
import { faultsIn } from './pcapng-faults.ts'
import { type Stream, streamsOf } from './pcapng-streams.ts'
import { sectionComment } from './pcapng-text.ts'

export type CapturedCheck = Pick<
  CheckResult,
  'id' | 'stage' | 'title' | 'verdict' | 'reason' | 'expected' | 'actual' | 'spec' | 'repeat'
>

export interface Capture {
  readonly bytes: Buffer
  /** Wireshark's display filter for what the check is about. */
  readonly filter: string
}

/** Events of connections whose names nobody knows are left out. */
export function toPcapng(check: CapturedCheck, recording: Recording): Capture {
  const { events } = recording
  const streams = streamsOf(events)
  const faults = faultsIn(check, events)
  const filter = displayFilter(check, events, streams, faults)
  const writer = new Writer(recording.beganAtMs, faults)
  const packets = events.map((event, index) => writer.write(event, index, streams[index]))
  const comment = sectionComment({ check, filter, recording, streams, remarks: writer.unsaid })
  return {
    bytes: Buffer.concat([
      toSectionHeader({ application: 'Hopwise grader', comment }),
      ...SIDES.map(toInterface),
      toNames(namesOf(streams)),
      ...packets,
    ]),
    filter,
  }
}

class Writer {
  readonly #beganAtMs: number
  readonly #faults: ReadonlyMap<number, string>
  readonly #conversations = new Map<Stream, Conversation>()
  /** Remarks of the lab wait for the next packet. */
  #remarks: string[] = []

  constructor(beganAtMs: number, faults: ReadonlyMap<number, string>) {
    this.#beganAtMs = beganAtMs
    this.#faults = faults
  }

  /** Remarks behind which no packet came. */
  get unsaid(): readonly string[] {
    return this.#remarks
  }

  write(event: Recorded, index: number, stream: Stream | undefined): Buffer {
    if (event.kind === 'note') this.#remarks.push(event.bytes)
    if (stream === undefined) return Buffer.alloc(0)
    const known = this.#conversations.get(stream)
    const conversation = known ?? new Conversation(stream.parties)
    this.#conversations.set(stream, conversation)
    const isBorn = known === undefined && event.kind !== 'open' && event.kind !== 'refused'
    const fault = this.#faults.get(index)
    const comments = [
      ...this.#remarks.splice(0).map(remark => `lab: ${remark}`),
      ...(isBorn ? ['opened before this check began: its handshake is not in this file'] : []),
      ...(known === undefined ? stream.remarks : []),
      ...remarksOn(event),
      ...(fault === undefined ? [] : [fault]),
    ]
    const atUs = Math.round((this.#beganAtMs + event.atMs) * 1000)
    return packetsOf(event, stream, conversation, comments.length === 0 ? { atUs } : { atUs, comments })
  }
}

function packetsOf(event: Recorded, stream: Stream, conversation: Conversation, moment: Moment): Buffer {
  const isProxy = event.from === 'proxy'
  const side = isProxy === (stream.role === 'client') ? 'listener' : 'dialler'
  switch (event.kind) {
    case 'open':
      return conversation.open(moment)
    case 'bytes':
      return conversation.data(side, Buffer.from(event.bytes, 'latin1'), moment, event.byteCount)
    case 'fin':
      return conversation.finish(side, moment)
    case 'reset':
      return conversation.reset(side, moment)
    case 'refused':
      return conversation.refuse(moment)
    case 'pause':
      return conversation.stopReading(side, moment)
    case 'resume':
      return conversation.readOn(side, moment)
    case 'note':
      return Buffer.alloc(0)
  }
}

function remarksOn({ kind, from, bytes, byteCount }: Recorded): string[] {
  if (kind === 'pause') return [`${from} reads no more`]
  if (kind === 'resume') return [`${from} reads on`]
  if (kind === 'bytes' && byteCount > bytes.length)
    return [`of ${byteCount} octets the first ${bytes.length} were kept`]
  return []
}

function namesOf(streams: readonly (Stream | undefined)[]): Name[] {
  const numbers = new Map<string, Name>([['proxy', toName('proxy')]])
  for (const stream of new Set(streams)) if (stream) numbers.set(`${stream.role} ${stream.number}`, stream.name)
  return [...numbers.values()]
}
