// The world of all checks of what is too large. One, so that they share a running program.
import type { WorldOptions } from '../../lab/world-options.ts'

export const HEAD_BYTES = 4096
export const TARGET_BYTES = 1000
export const BODY_BYTES = 20_000

export const NARROW: WorldOptions = {
  limits: { head_bytes: HEAD_BYTES, target_bytes: TARGET_BYTES, body_bytes: BODY_BYTES },
}
