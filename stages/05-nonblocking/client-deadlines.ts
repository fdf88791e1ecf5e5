// How long a client may take. A deadline hangs on what is waited for: the rest of a request, or the next one.
// While the client waits for us it owes nothing, and no deadline runs.

import { HttpError } from '../02-parse/http-error.ts'
import type { Timer, TimerStarter } from '../03-forward/backend-connection.ts'
import type { ClientConnection } from '../04-pipelining/client-connection.ts'

export interface ClientTimes {
  /** For a whole request, from its first octet; on a new connection also for that first octet. */
  readonly requestMs: number
  /** Between requests. */
  readonly idleMs: number
}

interface Watched {
  /** What is waited for, and for which request: a deadline holds until this changes. */
  waitsFor: string
  timer: Timer | undefined
}

/** @returns what a client connection is to call when somebody begins or ends to wait */
export function clientDeadlines(times: ClientTimes, startTimer: TimerStarter): (connection: ClientConnection) => void {
  const all = new WeakMap<ClientConnection, Watched>()

  return connection => {
    const { phase } = connection
    let watched = all.get(connection)
    if (watched === undefined) {
      watched = { waitsFor: '', timer: undefined }
      all.set(connection, watched)
    }
    const waitsFor = phase === 'request' ? `request ${connection.requests}` : phase
    if (watched.waitsFor === waitsFor) return
    watched.waitsFor = waitsFor
    watched.timer?.cancel()
    watched.timer = startFor(connection, phase)
  }

  function startFor(connection: ClientConnection, phase: ClientConnection['phase']): Timer | undefined {
    if (phase === 'request') return startTimer(times.requestMs, () => connection.refuse(tooLate()))
    if (phase !== 'idle') return undefined
    // Who has said nothing at all is not told anything either (RFC 9112 §9.5 asks for no more than a close).
    const silentMs = connection.requests === 0 ? times.requestMs : times.idleMs
    return startTimer(silentMs, () => connection.close())
  }

  function tooLate(): HttpError {
    return new HttpError(408, 'client', `the request was not complete within ${times.requestMs} ms`)
  }
}
