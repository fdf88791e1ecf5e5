// The checks of stage 5, in the order in which they are made.
import type { Check } from '../check.ts'

export const CHECKS_05: readonly Check[] = []
