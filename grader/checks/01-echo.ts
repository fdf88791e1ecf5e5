// The checks of stage 1, in the order in which they are made: every byte that a client sends comes back to it.
import type { Check } from '../check.ts'
import { BYTES } from './01-echo/bytes.ts'
import { ENDINGS } from './01-echo/endings.ts'
import { NEIGHBOURS } from './01-echo/neighbours.ts'

export const CHECKS_01: readonly Check[] = [...BYTES, ...ENDINGS, ...NEIGHBOURS]
