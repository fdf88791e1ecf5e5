// What a tap says of its capture, in the file and at its end. Pure.
import type { Losses } from './recorder.ts'

/** The section's comment. */
export function aboutCapture(where: readonly string[]): string {
  return [
    ...where,
    'Octets, order and ports are those of the connections, times are when the tap read them. The addresses tell clients, proxy and backends apart. Handshakes, acknowledgments and windows were added to fit; a window of zero stands where somebody took nothing more for 100 ms.',
  ].join('\n')
}

/** One line each: what is in the file, and what is not. */
export function summary(file: string, connections: number, { payloadBytes, packets, failure }: Losses): string[] {
  const lost = [
    ...(payloadBytes === 0 ? [] : [`the content of ${payloadBytes.toLocaleString('en')} octets`]),
    ...(packets === 0 ? [] : [`${packets.toLocaleString('en')} events`]),
  ]
  const why = failure ?? 'the disk was slower than the connections'
  return [
    `${file}: ${connections.toLocaleString('en')} connection${connections === 1 ? '' : 's'}; open it in Wireshark, or with tshark -N n -r ${file}`,
    ...(lost.length === 0 ? [] : [`${file}: not in it: ${lost.join(' and ')} (${why})`]),
  ]
}
