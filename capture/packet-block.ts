// A packet in a pcapng file: the Enhanced Packet Block, draft-ietf-opsawg-pcapng §4.3. Pure.
import { commentOption, toBlock, uint32 } from './block.ts'
import type { Packet } from './segment.ts'

const ENHANCED_PACKET = 6
const TWO_TO_32 = 0x1_0000_0000

export interface Stamp {
  /** Number of the interface, from 0. */
  readonly interface: number
  /** Microseconds since 1970, a whole number. */
  readonly atUs: number
  readonly comments?: readonly string[]
}

export function toPacketBlock({ bytes, originalBytes }: Packet, stamp: Stamp): Buffer {
  const atUs = Math.max(0, Math.floor(stamp.atUs))
  const fixed = Buffer.concat([
    uint32(stamp.interface),
    uint32(Math.floor(atUs / TWO_TO_32)),
    uint32(atUs % TWO_TO_32),
    uint32(bytes.length),
    uint32(originalBytes),
  ])
  return toBlock(ENHANCED_PACKET, [fixed, bytes], stamp.comments?.map(commentOption))
}
