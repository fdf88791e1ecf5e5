// The worlds of the checks of stage 3. Few, so that checks share running programs.
import { NEVER_RESTS, type WorldOptions } from '../../lab/world-options.ts'

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
