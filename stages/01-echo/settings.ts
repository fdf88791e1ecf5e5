// The command line of a stage, as a record. It reads argv and nothing else: no file, no environment.

import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { Refusal } from './refusal.ts'

export interface Settings {
  readonly host: string
  /** 0 lets the system choose; the line `listening on` says what it chose. */
  readonly port: number
  /** Path of the conf file, where one was named. */
  readonly conf: string | undefined
  /** The flags that the stage added to the common three. */
  readonly more: Readonly<Record<string, string | boolean | undefined>>
}

const COMMON = {
  host: { type: 'string', default: '127.0.0.1' },
  port: { type: 'string', default: '9000' },
  conf: { type: 'string' },
} as const satisfies ParseArgsOptionsConfig

/**
 * @param argv what stands behind the program's name
 * @param more flags that this stage understands besides `--host`, `--port` and `--conf`
 * @throws Refusal naming the flag at fault
 */
export function readSettings(argv: readonly string[], more: ParseArgsOptionsConfig = {}): Settings {
  const { host, port, conf, ...rest } = parseFlags(argv, { ...more, ...COMMON })
  if (host === '') throw new Refusal('--host is empty; name an address, such as 127.0.0.1, or 0.0.0.0 for all of them')
  return {
    host: String(host),
    port: readPort(String(port)),
    conf: conf === undefined ? undefined : String(conf),
    more: rest as Settings['more'],
  }
}

function parseFlags(argv: readonly string[], options: ParseArgsOptionsConfig) {
  try {
    return parseArgs({ args: [...argv], options, strict: true, allowPositionals: false }).values
  } catch (error) {
    const known = Object.keys(options).map(name => `--${name}`)
    const [what] = (error as Error).message.split(/\.\s/)
    throw new Refusal(`${what}; this program takes ${known.join(', ')}`)
  }
}

function readPort(text: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65535) throw new Refusal(`--port ${text}: not a port; use 0 to 65535`)
  return port
}
