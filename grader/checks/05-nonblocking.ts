// The checks of stage 5, in the order in which they are made.
import type { Check } from '../check.ts'
import { BACKEND_DEADLINES } from './05-nonblocking/backend-deadlines.ts'
import { BODY_DEADLINES } from './05-nonblocking/body-deadlines.ts'
import { CHUNK_LINES } from './05-nonblocking/chunk-lines.ts'
import { CLIENT_DEADLINES } from './05-nonblocking/client-deadlines.ts'
import { CLOSING_BACKENDS } from './05-nonblocking/closing-backends.ts'
import { CLOSING_CLIENTS } from './05-nonblocking/closing-clients.ts'
import { CONF } from './05-nonblocking/conf.ts'
import { CROWD } from './05-nonblocking/crowd.ts'
import { EACH_CLOCK } from './05-nonblocking/each-clock.ts'
import { FAILURES } from './05-nonblocking/failures.ts'
import { FAIRNESS } from './05-nonblocking/fairness.ts'
import { FLOW_CONTROL } from './05-nonblocking/flow-control.ts'
import { HEALTH } from './05-nonblocking/health.ts'
import { LIMITS } from './05-nonblocking/limits.ts'
import { PROBE_CHECKS } from './05-nonblocking/probes.ts'
import { STOP } from './05-nonblocking/stop.ts'
import { STREAMING } from './05-nonblocking/streaming.ts'

export const CHECKS_05: readonly Check[] = [
  ...FLOW_CONTROL,
  ...CHUNK_LINES,
  ...STREAMING,
  ...FAIRNESS,
  ...CLIENT_DEADLINES,
  ...BACKEND_DEADLINES,
  ...BODY_DEADLINES,
  ...EACH_CLOCK,
  ...CONF,
  ...CLOSING_CLIENTS,
  ...CLOSING_BACKENDS,
  ...HEALTH,
  ...PROBE_CHECKS,
  ...FAILURES,
  ...CROWD,
  ...LIMITS,
  ...STOP,
]
