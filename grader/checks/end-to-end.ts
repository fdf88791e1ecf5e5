// Checks in front of web servers with pages, real nginx where it is installed, in the order in which they are made.
import type { Check } from '../check.ts'

export const CHECKS_END_TO_END: readonly Check[] = []
