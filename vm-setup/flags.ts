// Which flags say something with which verb, and which stand there twice. Pure.
import type { Verb } from './settings.ts'
import { VmError } from './vm-error.ts'

/** Flags that are not for every verb. */
const ONLY_FOR: Readonly<Record<string, readonly Verb[]>> = {
  json: ['list', 'status', 'create', 'start', 'provision'],
  wait: ['create', 'start', 'provision'],
  yes: ['destroy'],
  off: ['stop'],
  foreign: ['provision', 'ssh'],
  user: ['create', 'provision', 'ssh'],
  'ssh-port': ['create', 'provision', 'ssh'],
  ports: ['create', 'provision'],
  image: ['create'],
  kernel: ['create'],
  initrd: ['create'],
  append: ['create'],
  memory: ['create'],
  cpus: ['create'],
  disk: ['create'],
}

/** Throws VmError where a flag would change nothing, or of two of a kind the first would be forgotten. */
export function refuseIdleFlags(verb: Verb, given: readonly string[]): void {
  const twice = given.find((flag, at) => given.indexOf(flag) < at)
  if (twice !== undefined) throw new VmError(`--${twice} is given twice; say it once`)
  const idle = given.find(flag => ONLY_FOR[flag]?.includes(verb) === false)
  if (idle !== undefined)
    throw new VmError(
      `--${idle} would change nothing with ${verb}, only with ${ONLY_FOR[idle]?.join(', ')}; leave it out`,
    )
}

/** Wherever it stands, also behind a flag that wants a value; but not in what `ssh` is to run. */
export function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--')
  return args.slice(0, end === -1 ? args.length : end).some(word => word === '--help' || word === '-h')
}
