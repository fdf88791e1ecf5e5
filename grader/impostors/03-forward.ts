// All impostors of stage 3.
import { BALANCING_IMPOSTORS } from './03-balancing.ts'
import { CHUNK_IMPOSTORS } from './03-chunks.ts'
import { FAILURE_IMPOSTORS } from './03-failures.ts'
import { HOP_BY_HOP_IMPOSTORS } from './03-hop-by-hop.ts'
import { LAWFUL_FORWARDERS } from './03-lawful.ts'
import { PROGRAM_IMPOSTORS } from './03-programs.ts'
import { RARITY_IMPOSTORS } from './03-rarities.ts'
import { REQUEST_BODY_IMPOSTORS } from './03-request-bodies.ts'
import { REQUEST_HEAD_IMPOSTORS } from './03-request-heads.ts'
import { RESPONSE_IMPOSTORS } from './03-responses.ts'
import type { Impostor } from './impostor.ts'

export const FORWARD_IMPOSTORS: readonly Impostor[] = [
  ...REQUEST_HEAD_IMPOSTORS,
  ...HOP_BY_HOP_IMPOSTORS,
  ...REQUEST_BODY_IMPOSTORS,
  ...CHUNK_IMPOSTORS,
  ...RESPONSE_IMPOSTORS,
  ...FAILURE_IMPOSTORS,
  ...BALANCING_IMPOSTORS,
  ...RARITY_IMPOSTORS,
  ...PROGRAM_IMPOSTORS,
  ...LAWFUL_FORWARDERS,
]
