// The checks of stage 2, in the order in which they are made.
import type { Check } from '../check.ts'

export const CHECKS_02: readonly Check[] = []
