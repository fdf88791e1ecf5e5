// The command line of `npm run backends`: which kind of backends, on which ports. Starts nothing, prints nothing.
import { readFlags, toPort, UsageError } from './command-line.ts'
import { refuseFlagsThatNpmKept } from './npm.ts'

export interface Settings {
  readonly kind: 'embedded' | 'nginx'
  readonly ports: readonly number[]
}

export const HELP = `Usage: npm run backends [-- --kind embedded|nginx --ports 8001,8002,8003]

Runs local backends until Ctrl-C.

  --kind   embedded (default): small servers inside this process; nothing to install
           nginx: the installed nginx, one process per port, in a folder of its own
  --ports  ports on 127.0.0.1, default 8001,8002,8003 as in conf/servers.conf; 0: any free one
  --help   this page
`

const EXAMPLE = 'npm run backends -- --kind nginx --ports 8001,8002,8003'

/** Throws UsageError on anything that is not understood. */
export function readSettings(args: readonly string[], env: NodeJS.ProcessEnv): Settings | 'help' {
  refuseFlagsThatNpmKept(['kind', 'ports'], env, EXAMPLE)
  const { values } = readFlags(
    {
      args: [...args],
      options: {
        kind: { type: 'string', default: 'embedded' },
        ports: { type: 'string', default: '8001,8002,8003' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    },
    `the flags are --kind and --ports, as in ${EXAMPLE}`,
  )
  if (values.help) return 'help'
  return { kind: toKind(values.kind), ports: toPorts(values.ports) }
}

function toKind(text: string): Settings['kind'] {
  if (text === 'embedded' || text === 'nginx') return text
  throw new UsageError(`--kind ${text}: there are two kinds, embedded and nginx`)
}

function toPorts(text: string): number[] {
  const ports = text.split(',').map(port => toPort(port.trim(), '--ports'))
  const twice = ports.find((port, at) => port !== 0 && ports.indexOf(port) !== at)
  if (twice !== undefined) throw new UsageError(`--ports ${text}: ${twice} stands there twice`)
  return ports
}
