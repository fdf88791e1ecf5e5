// The two worlds of the checks in which backends fail on purpose. In both no backend ever rests (CONTRACT, `fail_after`), so
// that what one check does to it is not felt by the next.
import { NEVER_RESTS, type WorldOptions } from '../../lab/world-options.ts'

export const STEADY: WorldOptions = { health: NEVER_RESTS }

/** One backend: whatever is kept for it is met again by the next request. */
export const ONE_BACKEND: WorldOptions = { backends: 1, health: NEVER_RESTS }
