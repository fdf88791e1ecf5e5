// The checks of stage 6, in the order in which they are made.
import type { Check } from '../check.ts'

export const CHECKS_06: readonly Check[] = []
