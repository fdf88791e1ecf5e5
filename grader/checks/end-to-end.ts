// Checks in front of web servers with pages, real nginx where it is installed, in the order in which they are made.
import type { Check } from '../check.ts'
import { CROWD_CHECKS } from './end-to-end/crowds.ts'
import { FAULT_CHECKS } from './end-to-end/faults.ts'
import { KEPT_CHECKS } from './end-to-end/kept.ts'
import { PAGE_CHECKS } from './end-to-end/pages.ts'

export const CHECKS_END_TO_END: readonly Check[] = [...PAGE_CHECKS, ...CROWD_CHECKS, ...KEPT_CHECKS, ...FAULT_CHECKS]
