// All impostors, in the order of the stages at which they show. Each stage has files of its own.
import { ECHO_IMPOSTORS } from './01-echo.ts'
import { PARSE_IMPOSTORS } from './02-parse.ts'
import { FORWARD_IMPOSTORS } from './03-forward.ts'
import { LEFTOVER_IMPOSTORS } from './04-leftovers.ts'
import { ORDER_IMPOSTORS } from './04-order.ts'
import { PERSISTENCE_IMPOSTORS } from './04-persistence.ts'
import { SMUGGLING_IMPOSTORS } from './04-smuggling.ts'
import { CLOCK_IMPOSTORS } from './05-clocks.ts'
import { DEADLINE_IMPOSTORS } from './05-deadlines.ts'
import { END_IMPOSTORS } from './05-ends.ts'
import { FLOOD_IMPOSTORS } from './05-floods.ts'
import { FLOW_IMPOSTORS } from './05-flow.ts'
import { HEALTH_IMPOSTORS } from './05-health.ts'
import { IDENTITY_IMPOSTORS } from './06-identity.ts'
import { NAME_IMPOSTORS } from './06-names.ts'
import { ROUTING_IMPOSTORS } from './06-routing.ts'
import { SHARING_IMPOSTORS } from './06-sharing.ts'
import { END_TO_END_IMPOSTORS } from './end-to-end.ts'
import type { Impostor } from './impostor.ts'
import { LAWFUL_PIPELINING } from './lawful-04.ts'

export const IMPOSTORS: readonly Impostor[] = [
  ...ECHO_IMPOSTORS,
  ...PARSE_IMPOSTORS,
  ...FORWARD_IMPOSTORS,
  ...PERSISTENCE_IMPOSTORS,
  ...LEFTOVER_IMPOSTORS,
  ...ORDER_IMPOSTORS,
  ...SMUGGLING_IMPOSTORS,
  ...IDENTITY_IMPOSTORS,
  ...NAME_IMPOSTORS,
  ...ROUTING_IMPOSTORS,
  ...SHARING_IMPOSTORS,
  ...LAWFUL_PIPELINING,
  ...END_TO_END_IMPOSTORS,
  ...FLOW_IMPOSTORS,
  ...FLOOD_IMPOSTORS,
  ...DEADLINE_IMPOSTORS,
  ...END_IMPOSTORS,
  ...HEALTH_IMPOSTORS,
  ...CLOCK_IMPOSTORS,
]
