// EDGE: a new connection to a backend, and how what it sends comes in.

import { connect, type Socket } from 'node:net'
import type { Backend } from './balancer.ts'

/**
 * Dials a backend.
 *
 * @param receive is given what comes, in order; answers how many of these bytes may still be needed when it returns
 */
export type Dial = (backend: Backend, receive: (bytes: Buffer) => number) => Socket

/**
 * Each piece comes in memory of its own, which lives as long as somebody needs it.
 *
 * Half-open: a FIN is seen also while nothing is read, and else node:net would close the connection then and there, with answers
 * on it that wait for their clients. Whoever has read all of them closes.
 */
export const dial: Dial = ({ host, port }, receive) =>
  connect({ host, port, noDelay: true, allowHalfOpen: true }).on('data', (bytes: Buffer) => receive(bytes))
