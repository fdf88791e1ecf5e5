// The checks of stage 3 in the order in which they are made: one request, one backend, one answer.
import type { Check } from '../check.ts'
import { BALANCING_CHECKS } from './03-forward/balancing.ts'
import { BODILESS_CHECKS } from './03-forward/bodiless.ts'
import { CHUNKED_REQUEST_CHECKS } from './03-forward/chunked-requests.ts'
import { CUT_ANSWER_CHECKS } from './03-forward/cut-answers.ts'
import { EXPECT_CHECKS } from './03-forward/expect.ts'
import { FAILURE_CHECKS } from './03-forward/failures.ts'
import { HOP_BY_HOP_CHECKS } from './03-forward/hop-by-hop.ts'
import { HTTP10_CHECKS } from './03-forward/http10.ts'
import { INTERIM_CHECKS } from './03-forward/interim.ts'
import { ISOLATION_CHECKS } from './03-forward/isolation.ts'
import { LEAST_CONNECTIONS_CHECKS } from './03-forward/least-connections.ts'
import { LIMIT_CHECKS } from './03-forward/limits.ts'
import { MALFORMED_HEAD_CHECKS } from './03-forward/malformed-heads.ts'
import { REQUEST_BODY_CHECKS } from './03-forward/request-bodies.ts'
import { REQUEST_CHECKS } from './03-forward/requests.ts'
import { RESPONSE_BODY_CHECKS } from './03-forward/response-bodies.ts'
import { RESPONSE_FIELD_CHECKS } from './03-forward/response-fields.ts'
import { RESPONSE_HEAD_CHECKS } from './03-forward/response-heads.ts'
import { TARGET_CHECKS } from './03-forward/targets.ts'

export const CHECKS_03: readonly Check[] = [
  ...REQUEST_CHECKS,
  ...TARGET_CHECKS,
  ...REQUEST_BODY_CHECKS,
  ...CHUNKED_REQUEST_CHECKS,
  ...RESPONSE_BODY_CHECKS,
  ...RESPONSE_FIELD_CHECKS,
  ...RESPONSE_HEAD_CHECKS,
  ...BODILESS_CHECKS,
  ...INTERIM_CHECKS,
  ...HOP_BY_HOP_CHECKS,
  ...HTTP10_CHECKS,
  ...EXPECT_CHECKS,
  ...MALFORMED_HEAD_CHECKS,
  ...LIMIT_CHECKS,
  ...CUT_ANSWER_CHECKS,
  ...FAILURE_CHECKS,
  ...BALANCING_CHECKS,
  ...LEAST_CONNECTIONS_CHECKS,
  ...ISOLATION_CHECKS,
]
