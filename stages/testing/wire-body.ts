// Knows how a body lies on the wire in each framing (RFC 9112 §6, §7.1), piece by piece as it arrives.

import { type Arrivals, CutShort, WireError } from './arrivals.ts'
import { toVisible } from './visible.ts'
import { type Framing, type Header, readHeaders, readLine } from './wire-head.ts'

/**
 * Yields the body's pieces without their framing; adds the fields behind a chunked body to `trailers`.
 * Throws CutShort where the connection ends too early (a reset is too early in every framing), WireError for bad chunks.
 */
export async function* readBody(arrivals: Arrivals, framing: Framing, trailers: Header[]): AsyncGenerator<Buffer> {
  if (framing.kind === 'length') yield* readExactly(arrivals, framing.bytes)
  if (framing.kind === 'chunked') yield* readChunks(arrivals, trailers)
  if (framing.kind === 'until-close') yield* readUntilClose(arrivals)
}

async function* readExactly(arrivals: Arrivals, bytes: number): AsyncGenerator<Buffer> {
  for (let missing = bytes; missing > 0; ) {
    const piece = await arrivals.takeSome(missing, `the last ${missing} of ${bytes} body bytes`)
    missing -= piece.length
    yield piece
  }
}

async function* readChunks(arrivals: Arrivals, trailers: Header[]): AsyncGenerator<Buffer> {
  for (;;) {
    const line = await readLine(arrivals, 'a chunk size')
    const size = /^([0-9A-Fa-f]{1,12})(?:;.*)?$/.exec(line)?.[1]
    if (size === undefined) throw new WireError(`bad chunk size line "${toVisible(line)}"`)
    const bytes = Number.parseInt(size, 16)
    if (bytes === 0) break
    yield* readExactly(arrivals, bytes)
    const end = await arrivals.take(2, 'the end of a chunk')
    if (end.toString('latin1') !== '\r\n') throw new WireError(`chunk of ${bytes} bytes ends in "${toVisible(end)}"`)
  }
  trailers.push(...(await readHeaders(arrivals)))
}

async function* readUntilClose(arrivals: Arrivals): AsyncGenerator<Buffer> {
  while (!(await arrivals.isOver('the end of a body that lasts until the close'))) {
    yield await arrivals.takeSome(Number.POSITIVE_INFINITY, 'body bytes')
  }
  if (arrivals.ending === 'rst') throw new CutShort('a body that lasts until the close was reset')
}

export async function gather(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const gathered: Buffer[] = []
  for await (const piece of pieces) gathered.push(piece)
  return Buffer.concat(gathered)
}
