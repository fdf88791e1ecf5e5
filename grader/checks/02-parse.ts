// The checks of stage 2, in the order in which they are made. Most bind later stages, too: what a proxy lets through unread
// is read by somebody else.
import type { Check } from '../check.ts'
import { ACCOUNT } from './02-parse/account.ts'
import { CHUNKED } from './02-parse/chunked.ts'
import { CONF } from './02-parse/conf.ts'
import { CUTS } from './02-parse/cuts.ts'
import { HEADERS } from './02-parse/headers.ts'
import { HOST } from './02-parse/host.ts'
import { LENGTHS } from './02-parse/lengths.ts'
import { LIMITS } from './02-parse/limits.ts'
import { REQUEST_LINE } from './02-parse/request-line.ts'
import { STATUSES } from './02-parse/statuses.ts'
import { STRANGERS } from './02-parse/strangers.ts'

export const CHECKS_02: readonly Check[] = [
  ...ACCOUNT,
  ...REQUEST_LINE,
  ...HEADERS,
  ...HOST,
  ...LENGTHS,
  ...CHUNKED,
  ...CUTS,
  ...LIMITS,
  ...STATUSES,
  ...STRANGERS,
  ...CONF,
]
