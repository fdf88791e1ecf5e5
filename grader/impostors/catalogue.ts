// All impostors, in the order of the stages at which they show. Each stage has a file of its own.
import { ECHO_IMPOSTORS } from './01-echo.ts'
import { PARSE_IMPOSTORS } from './02-parse.ts'
import { FORWARD_IMPOSTORS } from './03-forward.ts'
import type { Impostor } from './impostor.ts'

export const IMPOSTORS: readonly Impostor[] = [...ECHO_IMPOSTORS, ...PARSE_IMPOSTORS, ...FORWARD_IMPOSTORS]
