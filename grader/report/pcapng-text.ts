// Knows what a capture says of itself: the section's comment, which Wireshark shows below Statistics, Capture File Properties.
// Pure.
import type { Recording } from '../result.ts'
import type { CapturedCheck } from './pcapng.ts'
import type { Stream } from './pcapng-streams.ts'
import { oneLine } from './printable.ts'
import { counted } from './wording.ts'

export interface Told {
  readonly check: CapturedCheck
  readonly filter: string
  readonly recording: Recording
  readonly streams: readonly (Stream | undefined)[]
  /** Of the lab, behind the last packet. */
  readonly remarks: readonly string[]
}

/** The check's sentence first. */
export function sectionComment({ check, filter, recording, streams, remarks }: Told): string {
  const { id, stage, title, verdict, reason, expected, actual, spec, repeat } = check
  const lines = [
    oneLine(title),
    `${id} (stage ${stage}): ${verdict}${reason === null ? '' : `: ${oneLine(reason)}`}`,
    ...(expected === null ? [] : [`expected: ${clip(expected)}`]),
    ...(actual === null ? [] : [`arrived: ${clip(actual)}`]),
    `spec: ${oneLine(spec)}`,
    `display filter: ${filter}`,
    'where something is wrong, or has to be said: frame.comment',
    ...decodeAs(streams),
    `repeat: ${oneLine(repeat)}`,
    ...remarks.map(remark => `lab: ${oneLine(remark)}`),
    ...gaps(recording, streams),
    'Octets, order, ports and times (when the lab wrote and read) are those of the check. All parties ran on 127.0.0.1; the addresses tell them apart. Handshakes, acknowledgments and windows were added to fit.',
  ]
  return lines.join('\n')
}

/** Wireshark guesses HTTP by the first line of a message; where that fails it has to be told. */
function decodeAs(streams: readonly (Stream | undefined)[]): string[] {
  const ports = new Set(streams.flatMap(stream => (stream === undefined ? [] : [stream.parties.listener.port])))
  if (ports.size === 0 || ports.size > 8) return []
  return [`if Wireshark does not take it for HTTP: ${[...ports].map(port => `-d tcp.port==${port},http`).join(' ')}`]
}

function gaps({ events, lostEvents }: Recording, streams: readonly (Stream | undefined)[]): string[] {
  const missing = events.reduce((sum, { bytes, byteCount }) => sum + Math.max(0, byteCount - bytes.length), 0)
  const hasBackends = streams.some(stream => stream?.role === 'backend')
  return [
    ...(missing === 0 ? [] : [`not in this file: ${counted(missing, 'octet')} of long pieces`]),
    ...(lostEvents === 0 ? [] : [`not in this file: the last ${counted(lostEvents, 'event')}`]),
    ...(hasBackends ? [] : ["not in this file: the backends' side, of which the lab recorded nothing"]),
  ]
}

function clip(text: string): string {
  const line = oneLine(text)
  return line.length > 500 ? `${line.slice(0, 500)}…` : line
}
