// One TCP segment in an IPv4 packet, as bytes. Knows the headers (RFC 791 §3.1, RFC 9293 §3.1), and no connection. Pure.
import { sumWords, toChecksum } from './checksum.ts'
import { toAddressBytes } from './section.ts'

export interface Place {
  /** IPv4, `10.1.0.1`. */
  readonly address: string
  readonly port: number
}

export interface Segment {
  readonly source: Place
  readonly target: Place
  /** Both modulo 2^32. */
  readonly sequence: number
  readonly acknowledgment: number
  /** Of FLAGS, added up. */
  readonly flags: number
  /** As it stands in the header, before scaling. */
  readonly window: number
  /** A multiple of four octets. */
  readonly options: Buffer
  /** What is known of the payload, its beginning. */
  readonly payload: Buffer
  /** How long the payload was. */
  readonly payloadBytes: number
}

/** RFC 9293 §3.1, control bits. */
export const FLAGS = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16 } as const

const IP_HEADER_BYTES = 20
const TCP_HEADER_BYTES = 20
/** The longest payload of a segment with options of up to 12 octets, since an IPv4 packet ends at 65,535. */
export const MOST_PAYLOAD_BYTES = 65_535 - IP_HEADER_BYTES - TCP_HEADER_BYTES - 12

export interface Packet {
  readonly bytes: Buffer
  /** How long the packet was before its payload was cut short. */
  readonly originalBytes: number
}

export function toPacket(segment: Segment): Packet {
  const { source, target, options, payload, payloadBytes } = segment
  const headerBytes = IP_HEADER_BYTES + TCP_HEADER_BYTES + options.length
  const originalBytes = headerBytes + payloadBytes
  const bytes = Buffer.alloc(headerBytes + payload.length)
  // RFC 791 §3.1: version 4, five words of header; TTL 64; protocol 6. RFC 6864 §4.1: what is never fragmented needs no identification.
  bytes[0] = 0x45
  bytes.writeUInt16BE(originalBytes, 2)
  bytes.writeUInt16BE(0x4000, 6)
  bytes[8] = 64
  bytes[9] = 6
  toAddressBytes(source.address).copy(bytes, 12)
  toAddressBytes(target.address).copy(bytes, 16)
  bytes.writeUInt16BE(toChecksum(sumWords(bytes.subarray(0, IP_HEADER_BYTES))), 10)
  const tcp = bytes.subarray(IP_HEADER_BYTES)
  tcp.writeUInt16BE(source.port, 0)
  tcp.writeUInt16BE(target.port, 2)
  tcp.writeUInt32BE(segment.sequence, 4)
  tcp.writeUInt32BE(segment.acknowledgment, 8)
  tcp[12] = ((TCP_HEADER_BYTES + options.length) / 4) << 4
  tcp[13] = segment.flags
  tcp.writeUInt16BE(segment.window, 14)
  options.copy(tcp, TCP_HEADER_BYTES)
  payload.copy(tcp, TCP_HEADER_BYTES + options.length)
  // Of what was not kept there is no sum; Wireshark does not verify it in a packet that is cut short.
  if (payload.length === payloadBytes) tcp.writeUInt16BE(tcpChecksum(bytes, tcp), 16)
  return { bytes, originalBytes }
}

/** RFC 9293 §3.1, with the pseudo header: addresses, protocol, length. */
function tcpChecksum(packet: Buffer, tcp: Buffer): number {
  const pseudo = sumWords(packet.subarray(12, 20), 6 + tcp.length)
  return toChecksum(sumWords(tcp, pseudo))
}
