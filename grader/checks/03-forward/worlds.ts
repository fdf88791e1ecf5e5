// The worlds of the checks of stage 3. Few, so that checks share running programs.
import type { WorldOptions } from '../../lab/world-options.ts'

/** From stage 5 on failing backends rest. Where a check has them fail on purpose, it is not about that. */
const NEVER_RESTS = { fail_after: 1000, rest_ms: 100 } as const

/** For checks whose backends answer badly or not at all. */
export const FRAGILE: WorldOptions = { health: NEVER_RESTS }

/** Time to the head of a response, and between pieces of its body. */
export const RESPONSE_MS = 400

/** For checks whose backends are late. */
export const HASTY: WorldOptions = {
  health: NEVER_RESTS,
  timeouts: { connect_ms: RESPONSE_MS, response_ms: RESPONSE_MS },
}

export const BODY_LIMIT_BYTES = 1000

/** For checks of what is too large. */
export const NARROW: WorldOptions = { limits: { body_bytes: BODY_LIMIT_BYTES } }

/** Two backends of which the one with fewer open exchanges is asked. */
export const LEAST_OF_TWO: WorldOptions = { backends: 2, strategy: 'least-connections', health: NEVER_RESTS }
