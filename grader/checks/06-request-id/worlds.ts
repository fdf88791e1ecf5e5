// The worlds in which clients share connections. A proxy may learn from its backends (after how many answers they close, whether
// they send ids back), so checks whose backends behave share one, and each of the others has its own.
import { NEVER_RESTS, type WorldOptions } from '../../lab/world-options.ts'

// Another conf than that of stage 4, whose backends close and break off: no program is shared with those.
const APART = { ...NEVER_RESTS, rest_ms: 150 }

/** One backend that never closes. */
export const QUIET: WorldOptions = { backends: 1, health: APART }

/** One backend that the check makes misbehave. */
export const SPOILT: WorldOptions = { ...QUIET, own: true }

/** Three of them. */
export const THREE_SPOILT: WorldOptions = { health: NEVER_RESTS, own: true }
