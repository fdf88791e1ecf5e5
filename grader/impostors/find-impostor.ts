// An impostor by its name, and what to say where there is none: nobody reads 270 names.
import { CannotGrade } from '../verdict.ts'
import { IMPOSTORS } from './catalogue.ts'
import type { Impostor } from './impostor.ts'

const MOST_TOLD = 6
/** Shorter ones, such as `the`, are in many names. */
const TELLING = 4

/** @throws CannotGrade, with the names that share a word with that one, and where all are to be had */
export function findImpostor(name: string): Impostor {
  const found = IMPOSTORS.find(each => each.name === name)
  if (found !== undefined) return found
  const words = wordsOf(name).filter(word => word.length >= TELLING)
  const similar = IMPOSTORS.map(each => each.name).filter(each => words.some(word => wordsOf(each).includes(word)))
  const alike = similar.length === 0 ? '' : ` there is ${similar.slice(0, MOST_TOLD).join(', ')};`
  throw new CannotGrade(`impostor:${name}: no such impostor;${alike} npm run impostors -- --list tells all`)
}

function wordsOf(name: string): string[] {
  return name.split('-')
}
