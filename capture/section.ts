// What stands at the head of a pcapng file, and the names in it: section header, interfaces, name resolution. Sections are
// those of draft-ietf-opsawg-pcapng. Pure.
import { aligned, commentOption, textOption, toBlock, toText, uint16, uint32 } from './block.ts'

/** §4.1. The same in either byte order, so that the magic behind it can tell which one it is. */
const SECTION_HEADER = 0x0a0d0d0a
const BYTE_ORDER_MAGIC = 0x1a2b3c4d
const SHB_USERAPPL = 4
/** §4.2, Table 3. */
const INTERFACE_DESCRIPTION = 1
const IF_NAME = 2
const IF_DESCRIPTION = 3
const IF_TSRESOL = 9
/** Powers of ten: timestamps count microseconds. Also what holds without the option; said, that nobody has to know. */
const MICROSECONDS = 6
/** A packet begins with its IPv4 or IPv6 header; no link layer is made up (draft-ietf-opsawg-pcaplinktype, LINKTYPE_RAW). */
const LINKTYPE_RAW = 101
/** §4.5. */
const NAME_RESOLUTION = 4
const NRB_RECORD_END = 0
const NRB_RECORD_IPV4 = 1

export interface Section {
  /** Who made the file. */
  readonly application: string
  /** What it is about: several lines are welcome. */
  readonly comment: string
}

export interface Interface {
  readonly name: string
  readonly description: string
}

export interface Name {
  /** `10.1.0.1`. */
  readonly address: string
  readonly name: string
}

export function toSectionHeader({ application, comment }: Section): Buffer {
  // Version 1.0 (writers must write no other), and a length of -1: unknown, so that a file can be written as it grows.
  const body = [uint32(BYTE_ORDER_MAGIC), uint16(1), uint16(0), Buffer.alloc(8, 0xff)]
  return toBlock(SECTION_HEADER, [Buffer.concat(body)], [commentOption(comment), textOption(SHB_USERAPPL, application)])
}

/** Interfaces are numbered from 0 in the order of their blocks. */
export function toInterface({ name, description }: Interface): Buffer {
  // Reserved, and a SnapLen of zero: no limit. A packet that is cut short says so itself.
  const body = [uint16(LINKTYPE_RAW), uint16(0), uint32(0)]
  return toBlock(
    INTERFACE_DESCRIPTION,
    [Buffer.concat(body)],
    [
      textOption(IF_NAME, name),
      textOption(IF_DESCRIPTION, description),
      { code: IF_TSRESOL, value: Buffer.from([MICROSECONDS]) },
    ],
  )
}

/** May stand anywhere behind the section header, several times; names hold for the packets of the whole section. */
export function toNames(names: readonly Name[]): Buffer {
  const records = names.map(({ address, name }) => {
    const value = Buffer.concat([toAddressBytes(address), toText(name), Buffer.alloc(1)])
    return Buffer.concat([uint16(NRB_RECORD_IPV4), uint16(value.length), ...aligned(value)])
  })
  return toBlock(NAME_RESOLUTION, [...records, Buffer.concat([uint16(NRB_RECORD_END), uint16(0)])])
}

export function toAddressBytes(address: string): Buffer {
  return Buffer.from(address.split('.').map(Number))
}
