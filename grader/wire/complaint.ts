// What is wrong with octets that came over a wire, said to a person: one sentence, the place, the law. Knows no grammar.

/** Octets that the strict grammar has no place for. */
export interface Complaint {
  /** One sentence without a full stop. */
  readonly reason: string
  /** Offset in the connection of the octet that is wrong, from 0; where something is missing, of the octet in its place. */
  readonly atByte: number
  /** `RFC 9112 §2.2` */
  readonly spec: string
  /** What stands around the place, as far as it had arrived: one character an octet. */
  readonly excerpt: string
  /** Index of the wrong octet in `excerpt`; its length where nothing had arrived yet. */
  readonly caret: number
}

/** A complaint on its way to the one place that knows what stands around it. Never leaves this folder. */
export class Fault extends Error {
  readonly atByte: number
  readonly spec: string

  constructor(reason: string, atByte: number, spec: string) {
    super(reason)
    this.name = 'Fault'
    this.atByte = atByte
    this.spec = spec
  }
}
