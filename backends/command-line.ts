// Reading a command line so that every mistake becomes one line that names what, where and how to mend it. Knows
// node:util's parseArgs, but no particular command.
import { type ParseArgsConfig, parseArgs } from 'node:util'
import { nearMiss } from './near-miss.ts'

/** A mistake of the person at the keyboard. `message` is one line; the program prints it and exits with 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UsageError'
  }
}

/**
 * parseArgs in strict mode, whose complaints come out as UsageError ending in `remedy`. A value that is empty is one, too, and a flag
 * that stands there twice. Whoever asks for help, wherever, is not told of mistakes. `given` are the flags that stand there, by their
 * long names, without those that only say no.
 */
export function readFlags<const Config extends ParseArgsConfig>(config: Config, remedy: string) {
  const args = [...(config.args ?? process.argv.slice(2))]
  const known = Object.keys(config.options ?? {})
  try {
    const parsed = parseArgs(asksForHelp(args) && known.includes('help') ? { ...config, args: ['--help'] } : config)
    if ('help' in parsed.values && parsed.values.help === true) return { ...parsed, given: ['help'] }
    const flags = flagsIn(args, config)
    refuseTwice(flags, remedy)
    const empty = flags.find(({ value }) => value === '')
    if (empty !== undefined) throw new UsageError(`--${empty.name} is empty; ${remedy}`)
    return { ...parsed, given: flags.filter(({ rawName }) => !rawName.startsWith('--no-')).map(({ name }) => name) }
  } catch (failure) {
    if (!(failure instanceof TypeError)) throw failure
    // parseArgs goes on with advice that does not fit here: "To specify a positional argument starting with …".
    const [complaint = ''] = failure.message.split(/\.\s/, 1)
    const [, unknown] = /^Unknown option '--([^']+)'/.exec(complaint) ?? []
    const meant = unknown === undefined ? undefined : nearMiss(unknown, known)
    const said = complaint.replace(/\.$/, '').replace(/^[UO](?=[a-z])/, letter => letter.toLowerCase())
    throw new UsageError(`${said}${meant === undefined ? '' : ` (is it --${meant}?)`}; ${remedy}`)
  }
}

/**
 * Throws UsageError where a flag has no effect: nobody types one for nothing.
 *
 * @param given as from `readFlags`
 * @param where what makes it so, as the line begins
 * @param allowed the flags that say something there
 */
export function refuseOthers(given: readonly string[], where: string, allowed: readonly string[]): void {
  const idle = given.filter(flag => !allowed.includes(flag)).map(flag => `--${flag}`)
  if (idle.length === 0) return
  throw new UsageError(
    `${where}: ${idle.join(' and ')} would change nothing there; leave ${idle.length > 1 ? 'them' : 'it'} out`,
  )
}

interface Flag {
  readonly name: string
  /** As it stands there: `--no-load`, `-h`. */
  readonly rawName: string
  readonly value: string | undefined
}

function flagsIn(args: string[], config: ParseArgsConfig): Flag[] {
  const { tokens } = parseArgs({ ...config, args, tokens: true })
  return tokens.flatMap(token =>
    token.kind === 'option' ? [{ name: token.name, rawName: token.rawName, value: token.value }] : [],
  )
}

/** Of two the last would count, and the first be forgotten. */
function refuseTwice(flags: readonly Flag[], remedy: string): void {
  const second = flags.find(({ name }, at) => flags.findIndex(each => each.name === name) < at)
  if (second === undefined) return
  const first = flags.find(({ name }) => name === second.name) as Flag
  const [one, other] = [first, second].map(({ rawName, value }) =>
    value === undefined ? rawName : `${rawName} ${value}`,
  )
  throw new UsageError(
    first.rawName === second.rawName
      ? `${first.rawName} is given twice${first.value === undefined ? '' : ` (${first.value}, ${second.value})`}; say it once`
      : `${one} and ${other} contradict each other; ${remedy}`,
  )
}

/** Also behind a flag that wants a value. */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--')
  return args.slice(0, end === -1 ? args.length : end).some(word => word === '--help' || word === '-h')
}

/** `text` as a TCP port, 0 included. `flag` is the flag it stood behind. */
export function toPort(text: string, flag: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (port <= 65535) return port
  throw new UsageError(`${flag} ${text}: a port is a number from 0 to 65535 (0: any free one)`)
}
