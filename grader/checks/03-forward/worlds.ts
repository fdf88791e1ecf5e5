// The worlds of the checks of stage 3, and of later ones in which backends fail on purpose. Few, so that checks share running programs.
import { NEVER_RESTS, type WorldOptions } from '../../lab/world-options.ts'

/** For checks whose backends answer badly or not at all, or break off. */
export const FRAGILE: WorldOptions = { health: NEVER_RESTS }

/** Time to the head of a response, and between pieces of its body. */
export const RESPONSE_MS = 400

/** For checks whose backends are late. */
export const HASTY: WorldOptions = {
  health: NEVER_RESTS,
  timeouts: { connect_ms: RESPONSE_MS, response_ms: RESPONSE_MS },
}

/** One backend: whatever is kept for it is met again by the next request. */
export const ONE_BACKEND: WorldOptions = { backends: 1, health: NEVER_RESTS }

/** Two backends of which the one with fewer open exchanges is asked. */
export const LEAST_OF_TWO: WorldOptions = { backends: 2, strategy: 'least-connections', health: NEVER_RESTS }
