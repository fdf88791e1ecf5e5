// The command to type next, for the very VM that this one was about. Pure.
import { DEFAULT_NAME, type Settings, type Verb } from './settings.ts'
import { toShellWords } from './shell-words.ts'

/** `npm run vm start`, with the flags that lead to the same VM; the hypervisor of one that was made is known. */
export function commandFor(verb: Verb, { name, hypervisor }: Pick<Settings, 'name' | 'hypervisor'>): string {
  const flags = [
    ...(name === DEFAULT_NAME ? [] : ['--name', name]),
    ...(verb === 'create' && hypervisor !== undefined ? ['--hypervisor', hypervisor] : []),
  ]
  return flags.length === 0 ? `npm run vm ${verb}` : `npm run vm -- ${verb} ${toShellWords(flags)}`
}
