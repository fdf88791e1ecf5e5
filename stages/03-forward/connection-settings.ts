// What a connection to a backend is given: the parameters by which stages carry their exchanges in different ways, and whom it
// tells what becomes of it.

import type { HttpError } from '../02-parse/http-error.ts'
import type { Awaiting } from './awaiting.ts'
import type { BackendConnection } from './backend-connection.ts'
import type { Dial } from './dial.ts'
import type { OutletMaker } from './outlet.ts'
import type { ResponseHead } from './response-reader.ts'
import type { TimerStarter } from './timer.ts'

export interface ConnectionSettings {
  readonly connectMs: number
  readonly responseMs: number
  readonly awaiting: Awaiting
  readonly dial: Dial
  readonly makeOutlet: OutletMaker
  readonly startTimer: TimerStarter
  /** May the connection be used again behind this response? */
  readonly mayReuse: (head: ResponseHead) => boolean
  readonly onOpen: (connection: BackendConnection) => void
  /** A response has ended and the connection can be used again. */
  readonly onFree: (connection: BackendConnection) => void
  /** It is closed; the exchanges that it had taken have been told. `opened` is false where nobody answered the dial. */
  readonly onClose: (connection: BackendConnection, error: HttpError, opened: boolean) => void
}
