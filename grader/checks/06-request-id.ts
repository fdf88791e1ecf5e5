// The checks of stage 6, in the order in which they are made: every exchange has a name, and clients share connections.
import type { Check } from '../check.ts'
import { ERROR_IDS } from './06-request-id/error-ids.ts'
import { NAMING } from './06-request-id/naming.ts'
import { OUT_OF_STEP } from './06-request-id/out-of-step.ts'
import { ROUTING } from './06-request-id/routing.ts'
import { SHARING } from './06-request-id/sharing.ts'
import { STORM } from './06-request-id/storm.ts'
import { TOLD } from './06-request-id/told.ts'

export const CHECKS_06: readonly Check[] = [
  ...NAMING,
  ...TOLD,
  ...ERROR_IDS,
  ...ROUTING,
  ...OUT_OF_STEP,
  ...SHARING,
  ...STORM,
]
