// The checks of stage 4, in the order in which they are made: many requests on one connection, answered in order.
import type { Check } from '../check.ts'
import { DESYNC } from './04-pipelining/desync.ts'
import { EARLY } from './04-pipelining/early.ts'
import { ENDINGS } from './04-pipelining/endings.ts'
import { ISOLATION } from './04-pipelining/isolation.ts'
import { ORDER } from './04-pipelining/order.ts'
import { PERSISTENCE } from './04-pipelining/persistence.ts'
import { REPEATS } from './04-pipelining/repeats.ts'
import { REUSE } from './04-pipelining/reuse.ts'
import { SMUGGLING } from './04-pipelining/smuggling.ts'
import { WAITING } from './04-pipelining/waiting.ts'

export const CHECKS_04: readonly Check[] = [
  ...PERSISTENCE,
  ...REUSE,
  ...REPEATS,
  ...ORDER,
  ...ENDINGS,
  ...WAITING,
  ...EARLY,
  ...SMUGGLING,
  ...DESYNC,
  ...ISOLATION,
]
