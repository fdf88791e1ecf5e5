// The command line of `npm run stage`: what is asked for. Starts nothing, prints nothing.
import { readFlags, toPort, UsageError } from '../backends/command-line.ts'
import { refuseFlagsThatNpmKept } from '../backends/npm.ts'
import { findStage, LADDER, type Stage } from './ladder.ts'

export type Request = { readonly show: 'ladder' } | { readonly show: 'help' } | StageRequest

export interface StageRequest {
  readonly show: 'stage'
  readonly stage: Stage
  readonly host: string
  readonly port: number
  /** undefined: the course's own conf file. */
  readonly conf: string | undefined
  /** The file for a capture of everything before and behind the stage; undefined: none. */
  readonly pcap: string | undefined
  /** Flags that only some stages take, ready to be handed on. */
  readonly extra: readonly string[]
}

export const HELP = `Usage: npm run stage                  show the ladder
       npm run stage N [-- FLAGS]     run stage N (1 to ${LADDER.length}) until Ctrl-C

  --port P       listen on this port, default 9000; 0: any free one
  --host H       listen on this address, default 127.0.0.1
  --conf FILE    default conf/servers.conf; backends of the default that do not
                 answer are started here (stages 3 and up), those of another never
  --strategy S   round-robin or least-connections, instead of what the conf says
                 (stages 3 and up)
  --pcap FILE    record all connections, of clients and to backends, for Wireshark
  --log          one line of JSON per exchange on standard output (stage 6)
  --workers N    so many processes on the one port (stage 6)
`

const EXAMPLE = 'npm run stage 3 -- --port 8080'
const STRATEGIES = ['round-robin', 'least-connections']
const FIRST_WITH_STRATEGY = 3
const FIRST_WITH_LOG = 6
const FIRST_WITH_WORKERS = 6

/** Throws UsageError on anything that is not understood. */
export function readRequest(args: readonly string[], env: NodeJS.ProcessEnv): Request {
  refuseFlagsThatNpmKept(['port', 'host', 'conf', 'strategy', 'pcap', 'log', 'workers'], env, EXAMPLE)
  const { values, positionals } = readFlags(
    {
      args: [...args],
      allowPositionals: true,
      options: {
        port: { type: 'string', default: '9000' },
        host: { type: 'string', default: '127.0.0.1' },
        conf: { type: 'string' },
        strategy: { type: 'string' },
        pcap: { type: 'string' },
        log: { type: 'boolean', default: false },
        workers: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    },
    `the flags are --port, --host, --conf, --strategy, --pcap, --log and --workers, as in ${EXAMPLE}`,
  )
  if (values.help) return { show: 'help' }

  const [name, ...tooMany] = positionals
  if (name === undefined) {
    if (args.length > 0) throw new UsageError(`${args[0]} needs a stage, as in ${EXAMPLE}`)
    return { show: 'ladder' }
  }
  if (tooMany.length > 0) throw new UsageError(`one stage at a time: '${positionals.join(' ')}' is more`)

  const stage = toStage(name)
  const port = toPort(values.port, '--port')
  const strategy = values.strategy === undefined ? [] : strategyFlags(values.strategy, stage)
  const log = values.log ? logFlags(stage) : []
  const workers = values.workers === undefined ? [] : workersFlags(values.workers, stage)
  const { host, conf, pcap } = values
  return { show: 'stage', stage, host, port, conf, pcap, extra: [...strategy, ...log, ...workers] }
}

function toStage(name: string): Stage {
  const stage = /^\d$/.test(name) ? findStage(Number(name)) : undefined
  if (stage !== undefined) return stage
  throw new UsageError(`there is no stage ${name}: they are 1 to ${LADDER.length}, and npm run stage shows them`)
}

function strategyFlags(strategy: string, stage: Stage): string[] {
  if (!STRATEGIES.includes(strategy))
    throw new UsageError(`--strategy ${strategy}: there are ${STRATEGIES.join(' and ')}`)
  if (stage.number < FIRST_WITH_STRATEGY) {
    throw new UsageError(`--strategy: stage ${stage.number} asks no backend; stages ${FIRST_WITH_STRATEGY} and up do`)
  }
  return ['--strategy', strategy]
}

function logFlags(stage: Stage): string[] {
  if (stage.number < FIRST_WITH_LOG) {
    throw new UsageError(`--log: stage ${stage.number} keeps no log; stage ${FIRST_WITH_LOG} does`)
  }
  return ['--log']
}

/** How many there may be, the stage says itself. */
function workersFlags(count: string, stage: Stage): string[] {
  if (stage.number < FIRST_WITH_WORKERS) {
    throw new UsageError(`--workers: stage ${stage.number} is one process; stage ${FIRST_WITH_WORKERS} can be several`)
  }
  return ['--workers', count]
}
