// EDGE: a new connection to a backend, and how what it sends comes in.

import { Socket } from 'node:net'
import type { Backend } from './balancer.ts'

/**
 * Dials a backend.
 *
 * @param receive is given what comes, in order; answers how many of these bytes may still be needed when it returns
 */
export type Dial = (backend: Backend, receive: (bytes: Buffer) => number) => Socket

/**
 * Its end is what reading tells. A backend may answer before it has the whole request, and close: what is still written then fails,
 * and the answer waits to be read all the same. node:net would throw it away together with the connection.
 */
export class BackendSocket extends Socket {
  override _write(bytes: unknown, encoding: BufferEncoding, done: () => void): void {
    super._write(bytes, encoding, () => done())
  }

  override _writev(pieces: { chunk: unknown; encoding: BufferEncoding }[], done: () => void): void {
    super._writev?.(pieces, () => done())
  }
}

/**
 * Each piece comes in memory of its own, which lives as long as somebody needs it.
 *
 * Half-open: a FIN is seen also while nothing is read, and else node:net would close the connection then and there, with answers
 * on it that wait for their clients. Whoever has read all of them closes.
 */
export const dial: Dial = ({ host, port }, receive) =>
  new BackendSocket({ allowHalfOpen: true })
    .setNoDelay()
    .connect({ host, port })
    .on('data', (bytes: Buffer) => receive(bytes))
