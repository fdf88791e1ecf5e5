// Knows how to print bytes so that every octet can be seen: failures of the socket tests show the wire itself.

const named: Record<string, string> = { '\r': '\\r', '\n': '\\n', '\t': '\\t', '\0': '\\0', '\\': '\\\\' }

/** All octets on one line: CR LF as `\r\n`, other controls and 8-bit octets as `\xNN`. Long input loses its middle. */
export function toVisible(bytes: Buffer | string, limit = 2048): string {
  const text = typeof bytes === 'string' ? bytes : bytes.toString('latin1')
  if (text.length > limit) {
    const half = Math.floor(limit / 2)
    const hidden = text.length - 2 * half
    return `${escaped(text.slice(0, half))} …${hidden} more bytes… ${escaped(text.slice(-half))}`
  }
  return escaped(text)
}

function escaped(text: string): string {
  return text.replace(
    /[\\\x00-\x1f\x7f-\uffff]/g,
    octet => named[octet] ?? `\\x${octet.charCodeAt(0).toString(16).padStart(2, '0')}`,
  )
}
