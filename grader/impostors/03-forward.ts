// All impostors of stage 3.
import { BODY_IMPOSTORS } from './03-bodies.ts'
import { FAILURE_IMPOSTORS } from './03-failures.ts'
import { HEAD_IMPOSTORS } from './03-heads.ts'
import { LAWFUL_FORWARDERS } from './03-lawful.ts'
import { RESPONSE_IMPOSTORS } from './03-responses.ts'
import type { Impostor } from './impostor.ts'

export const FORWARD_IMPOSTORS: readonly Impostor[] = [
  ...HEAD_IMPOSTORS,
  ...BODY_IMPOSTORS,
  ...RESPONSE_IMPOSTORS,
  ...FAILURE_IMPOSTORS,
  ...LAWFUL_FORWARDERS,
]
