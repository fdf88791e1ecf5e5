// The octets of one direction of a connection, taken as lines or as data, with a memory of what stood around the place
// where something is wrong. Knows line ends (RFC 9112 §2.2) and control octets, and nothing else of HTTP.
import { Buffer } from 'node:buffer'
import { type Complaint, Fault } from './complaint.ts'
import { showInline } from './show-bytes.ts'

/** Octets on either side of the fault in a complaint. */
const AROUND_BYTES = 40

/** Lines that belong together and have so many octets at the most, in all. */
export interface Section {
  /** `the head` */
  readonly name: string
  readonly limitBytes: number
  /** For the complaint about more. */
  readonly limitSpec: string
}

export class Incoming {
  #chunk: Buffer = Buffer.alloc(0)
  #at = 0
  /** Offset of the chunk's first octet in the connection. */
  #chunkAtByte = 0
  /** The line so far. */
  #line = ''
  #hasCr = false
  /** Where the section began that the budget is for. */
  #sectionAtByte = 0
  #section: Section = { name: 'the line', limitBytes: Number.POSITIVE_INFINITY, limitSpec: '' }
  /** What was taken since a little before the section, and its offset. Grows as a rope, is flattened when asked for. */
  #taken = ''
  #takenAtByte = 0

  /** Data that is taken shares its memory. */
  push(chunk: Buffer): void {
    const rest = this.rest()
    this.#chunkAtByte += this.#at
    this.#chunk = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    this.#at = 0
  }

  /** What has come and was not taken; it stays. */
  rest(): Buffer {
    return this.#chunk.subarray(this.#at)
  }

  /** Offset of the next octet in the connection. */
  get atByte(): number {
    return this.#chunkAtByte + this.#at
  }

  get isEmpty(): boolean {
    return this.#at === this.#chunk.length
  }

  /** The next octet, which stays. */
  peek(): number | undefined {
    return this.#chunk[this.#at]
  }

  beginSection(section: Section): void {
    const kept = this.#taken.slice(-AROUND_BYTES)
    this.#taken = kept
    this.#takenAtByte = this.atByte - kept.length
    this.#sectionAtByte = this.atByte
    this.#section = section
  }

  /** All that was taken since the section began. */
  sectionBytes(): string {
    return this.#taken.slice(this.#sectionAtByte - this.#takenAtByte)
  }

  /**
   * The next line without its CR LF, and where it began; undefined if more is needed.
   * @param spec for the complaint about a control octet
   * @throws Fault on an LF without a CR, a CR without an LF, a control octet that is no tab, and a section too large
   */
  takeLine(spec: string): { readonly line: string; readonly atByte: number } | undefined {
    while (!this.isEmpty) {
      if (this.#room <= 0) this.#complainOfSize()
      if (this.#hasCr) return this.#endLine()
      this.#takeText()
      if (!this.isEmpty && this.#room > 0) this.#judgeControl(spec)
    }
    return undefined
  }

  /**
   * Takes a CR LF and nothing else; false if more is needed.
   * @throws Fault of that reason on any other octet
   */
  takeLineEnd(reason: string, spec: string): boolean {
    while (!this.isEmpty) {
      if (this.peek() !== (this.#hasCr ? 0x0a : 0x0d)) throw new Fault(reason, this.atByte, spec)
      this.#at++
      if (this.#hasCr) {
        this.#taken += '\r\n'
        this.#hasCr = false
        return true
      }
      this.#hasCr = true
    }
    return false
  }

  /** Octets that have come, `most` of them at the most, without copying; empty if none has come. */
  takeData(most: number): Buffer {
    const data = this.#chunk.subarray(this.#at, Math.min(this.#chunk.length, this.#at + most))
    this.#at += data.length
    const last = data.toString('latin1', Math.max(0, data.length - AROUND_BYTES), data.length)
    this.#taken = (this.#taken + last).slice(-AROUND_BYTES)
    this.#takenAtByte = this.atByte - this.#taken.length
    return data
  }

  /** What is wrong, with what stands around it. */
  complaint({ message, atByte, spec }: Fault): Complaint {
    const behind = this.#chunk.toString('latin1', this.#at, Math.min(this.#chunk.length, this.#at + 2 * AROUND_BYTES))
    const known = this.#taken + this.#line + (this.#hasCr ? '\r' : '') + behind
    const caret = atByte - this.#takenAtByte
    const from = Math.max(0, caret - AROUND_BYTES)
    const around = known.slice(from, caret + AROUND_BYTES + 1)
    return { reason: message, atByte, spec, excerpt: around, caret: caret - from }
  }

  /** How many octets the section may still have. */
  get #room(): number {
    return this.#section.limitBytes - (this.atByte - this.#sectionAtByte)
  }

  #complainOfSize(): never {
    const { name, limitBytes, limitSpec } = this.#section
    throw new Fault(`${name} is larger than ${limitBytes.toLocaleString('en')} octets`, this.atByte, limitSpec)
  }

  /** Takes what is neither a control octet nor beyond the section's limit. */
  #takeText(): void {
    const end = Math.min(this.#chunk.length, this.#at + this.#room)
    let to = this.#at
    for (; to < end; to++) {
      const octet = this.#chunk[to] as number
      if (isControl(octet)) break
    }
    this.#line += this.#chunk.toString('latin1', this.#at, to)
    this.#at = to
  }

  #judgeControl(spec: string): void {
    const octet = this.peek() as number
    if (octet === 0x0d) {
      this.#hasCr = true
      this.#at++
    } else if (octet === 0x0a) {
      throw new Fault('a line ends with LF alone, without CR before it', this.atByte, 'RFC 9112 §2.2')
    } else {
      const shown = showInline(String.fromCharCode(octet))
      throw new Fault(`a line holds the control octet ${shown}`, this.atByte, spec)
    }
  }

  #endLine(): { readonly line: string; readonly atByte: number } {
    if (this.peek() !== 0x0a) throw new Fault('a CR stands without LF behind it', this.atByte - 1, 'RFC 9112 §2.2')
    this.#at++
    const line = this.#line
    this.#taken += `${line}\r\n`
    this.#line = ''
    this.#hasCr = false
    return { line, atByte: this.atByte - line.length - 2 }
  }
}

/** The tab is none: it is a blank (RFC 9110 §5.6.3). */
function isControl(octet: number): boolean {
  return (octet < 0x20 && octet !== 0x09) || octet === 0x7f
}
