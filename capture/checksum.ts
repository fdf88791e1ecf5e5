// The Internet checksum, RFC 1071. Pure.

/** The sum so far, not yet folded: of big-endian 16-bit words, an odd octet at the end padded with zero. */
export function sumWords(bytes: Buffer, sum = 0): number {
  const even = bytes.length & ~1
  let total = sum
  for (let at = 0; at < even; at += 2) total += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
  return bytes.length === even ? total : total + ((bytes[even] ?? 0) << 8)
}

/** RFC 1071 §1: the complement of the sum with its carries added in. */
export function toChecksum(sum: number): number {
  let folded = sum
  while (folded > 0xffff) folded = (folded & 0xffff) + Math.floor(folded / 0x10000)
  return ~folded & 0xffff
}
