// The one protocol error of the house: what to answer, whose fault it is, and why, in words.
// Syntax is broken in the same ways in requests and in responses; whoever reads them decides the status.

/** Who broke the exchange. */
export type Blame = 'client' | 'backend' | 'proxy'

export class HttpError extends Error {
  override readonly name = 'HttpError'
  /** The status that the client gets, where it can still get one. */
  readonly status: number
  readonly blame: Blame

  constructor(status: number, blame: Blame, message: string, cause?: unknown) {
    super(message, { cause })
    this.status = status
    this.blame = blame
  }
}

/** The client broke the grammar (RFC 9112 §2.2: respond 400 and close). */
export function badRequest(message: string): HttpError {
  return new HttpError(400, 'client', message)
}

/** What is caught where bytes are read: the protocol error that it is. Anything else is a fault of ours and goes on. */
export function asHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error
  throw error
}
