// How the impostors of stage 2 are written down: a name, what it does wrong, and where the reference is changed.
import { FAILS } from './02-parse-fails.ts'
import type { Impostor } from './impostor.ts'

type Place = readonly [file: string, find: string, replace: string]

/** One change of one file. */
export function change(name: string, sentence: string, ...place: Place): Impostor {
  return changes(name, sentence, place)
}

/** Several that make one mistake. */
export function changes(name: string, sentence: string, ...places: readonly [Place, ...Place[]]): Impostor {
  const toChange = ([file, find, replace]: Place) => ({ file, find, replace })
  const [first, ...rest] = places
  return { name, stage: 2, sentence, changes: [toChange(first), ...rest.map(toChange)], fails: FAILS[name] ?? [] }
}
