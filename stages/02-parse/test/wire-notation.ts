// How bytes are written in the case documents, so that every octet can be seen and read aloud (cases/README.md).
// It turns notation into bytes and back, and knows nothing of HTTP.

const SIGNS: Readonly<Record<string, string>> = { '⏎': '\r\n', '␍': '\r', '␊': '\n', '␉': '\t', '␠': ' ', '␀': '\0' }

/** Stands behind the last octet that a reader needs to see that something is wrong. */
const HERE = '▲'
/** The sender's FIN. */
const FIN = '■'

export interface Wire {
  readonly bytes: Buffer
  /** Does the sender finish behind them? */
  readonly finishes: boolean
  /** How many octets it takes to see the fault; undefined where the case does not say. */
  readonly faultAt: number | undefined
}

/** @throws Error on an octet that is not written in the notation */
export function toWire(text: string): Wire {
  const plain = text.replaceAll('\n', '')
  const finishes = plain.endsWith(FIN)
  const [before = '', ...after] = plain.replace(FIN, '').split(HERE)
  const seen = toBytes(before)
  if (after.length > 1) throw new Error('a wire has one ▲ at most')
  const [rest] = after
  return {
    bytes: rest === undefined ? seen : Buffer.concat([seen, toBytes(rest)]),
    finishes,
    faultAt: rest === undefined ? undefined : seen.length,
  }
}

/** The octets of a text in the notation: signs, `\xHH`, and `«text×n»` for text repeated. */
export function toBytes(text: string): Buffer {
  const long = text.replace(/«([^»]*)×(\d+)»/g, (_all, piece: string, times: string) => piece.repeat(Number(times)))
  const latin1 = long.replace(/\\x([0-9A-F]{2})|[⏎␍␊␉␠␀]/g, (sign, hex?: string) =>
    hex === undefined ? (SIGNS[sign] as string) : String.fromCharCode(Number.parseInt(hex, 16)),
  )
  if (/[^\0-\xff]/.test(latin1)) throw new Error(`not in the notation of wires: ${text}`)
  return Buffer.from(latin1, 'latin1')
}

/** Octets in the notation, without repetitions. */
export function toNotation(bytes: Buffer | string): string {
  const latin1 = typeof bytes === 'string' ? bytes : bytes.toString('latin1')
  return latin1.replace(/\r\n|[\0-\x1f\x7f-\xff]/g, octets => {
    const sign = Object.keys(SIGNS).find(each => SIGNS[each] === octets)
    return sign ?? `\\x${octets.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
  })
}
