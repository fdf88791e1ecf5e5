// Impostors of stage 2: parsers that read too little, too much, or nothing at all.
import { BODY_IMPOSTORS } from './02-parse-bodies.ts'
import { LINE_IMPOSTORS } from './02-parse-lines.ts'
import { MANNERS_IMPOSTORS } from './02-parse-manners.ts'
import type { Impostor } from './impostor.ts'

export const PARSE_IMPOSTORS: readonly Impostor[] = [...LINE_IMPOSTORS, ...BODY_IMPOSTORS, ...MANNERS_IMPOSTORS]
