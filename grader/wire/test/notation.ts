// Octets as the case documents write them: as show-bytes shows them, and read back here.

export interface Wire {
  /** One character an octet. */
  readonly octets: string
  /** Index of the octet behind ▲: the one that the complaint is about. */
  readonly faultAt: number | undefined
  /** Does the sender finish behind them (■)? */
  readonly finishes: boolean
}

/** @throws Error on what is not in the notation */
export function toWire(text: string): Wire {
  const plain = text.replaceAll('\n', '')
  const [before = '', after, ...more] = plain.replace(/■$/, '').split('▲')
  if (more.length > 0) throw new Error(`a wire has one ▲ at most: ${text}`)
  const seen = toOctets(before)
  return {
    octets: seen + toOctets(after ?? ''),
    faultAt: after === undefined ? undefined : seen.length,
    finishes: plain.endsWith('■'),
  }
}

/** The octets that showBytes shows so; `‹a×5›` stands for `aaaaa`. */
export function toOctets(text: string): string {
  const long = text.replace(/‹([^‹›]*)×(\d+)›/g, (_all, piece: string, times: string) => piece.repeat(Number(times)))
  const octets = long
    .replaceAll('\n', '')
    .replace(/\\(?:x([0-9A-F]{2})|([rnt\\]))/g, (_all, hex?: string, sign?: string) =>
      hex === undefined
        ? ({ r: '\r', n: '\n', t: '\t' }[sign as string] ?? '\\')
        : String.fromCharCode(Number.parseInt(hex, 16)),
    )
  if (/[^\0-\xff]/.test(octets)) throw new Error(`not in the notation of wires: ${text}`)
  return octets
}
