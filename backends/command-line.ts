// Reading a command line so that every mistake becomes one line that names what, where and how to mend it. Knows
// node:util's parseArgs, but no particular command.
import { type ParseArgsConfig, parseArgs } from 'node:util'

/** A mistake of the person at the keyboard. `message` is one line; the program prints it and exits with 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UsageError'
  }
}

/** parseArgs in strict mode, whose complaints come out as UsageError ending in `remedy`. A value that is empty is one, too. */
export function readFlags<const Config extends ParseArgsConfig>(config: Config, remedy: string) {
  try {
    const parsed = parseArgs(config)
    const empty = Object.entries(parsed.values).find(([, value]) => value === '')
    if (empty !== undefined) throw new UsageError(`--${empty[0]} is empty; ${remedy}`)
    return parsed
  } catch (failure) {
    if (!(failure instanceof TypeError)) throw failure
    // parseArgs goes on with advice that does not fit here: "To specify a positional argument starting with …".
    const [complaint = ''] = failure.message.split(/\.\s/, 1)
    throw new UsageError(
      `${complaint.replace(/\.$/, '').replace(/^[UO](?=[a-z])/, letter => letter.toLowerCase())}; ${remedy}`,
    )
  }
}

/** `text` as a TCP port, 0 included. `flag` is the flag it stood behind. */
export function toPort(text: string, flag: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (port <= 65535) return port
  throw new UsageError(`${flag} ${text}: a port is a number from 0 to 65535 (0: any free one)`)
}
