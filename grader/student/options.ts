// The command line of `npm run check N`: what is asked for. Starts nothing, prints nothing.
import { readFlags, UsageError } from '../../backends/command-line.ts'
import { refuseFlagsThatNpmKept } from '../../backends/npm.ts'
import { type CaptureWish, toCaptureWish } from '../capture-wish.ts'
import type { StageNumber } from '../result.ts'

export interface CheckOptions {
  readonly stage: StageNumber
  readonly subject: string
  readonly watch: boolean
  /** undefined: those that are new at this stage. */
  readonly only: readonly string[] | undefined
  /** undefined: a fresh one for every run. */
  readonly seed: number | undefined
  readonly backends: string
  /** undefined: none. */
  readonly captures: CaptureWish | undefined
  readonly verbose: boolean
}

export type CheckRequest = { readonly show: 'help' } | { readonly show: 'check'; readonly options: CheckOptions }

export const HELP = `Usage: npm run check N [-- FLAGS]    make the checks that are new at stage N (1 to 6), and exit
                                     0 (all passed), 1 (a check failed) or 2 (could not be
                                     checked); npm run grade -- --stages N makes those of
                                     earlier stages, too, as far as they still bind

  --watch         again after every save, what failed last first; Ctrl-C ends it
  --subject DIR   a folder with proxy.json or stages/; default: this tree
  --only ID,…     only these checks, and what they need
  --seed N        repeats every random value of the run that said this seed
  --backends B    for the checks from end to end: embedded (default), nginx, or a conf file's name
  --pcap DIR      for each check that failed a capture for Wireshark in DIR, with --pcap-all for every check
  --verbose       all of the evidence
`

const EXAMPLE = 'npm run check 3 -- --watch'
const FLAGS = ['watch', 'subject', 'only', 'seed', 'backends', 'pcap', 'pcap-all']

/** Throws UsageError on anything that is not understood. */
export function readCheckRequest(args: readonly string[], env: NodeJS.ProcessEnv): CheckRequest {
  refuseFlagsThatNpmKept(FLAGS, env, EXAMPLE)
  const { values, positionals } = readFlags(
    {
      args: [...args],
      allowPositionals: true,
      options: {
        watch: { type: 'boolean', default: false },
        subject: { type: 'string', default: 'reference' },
        only: { type: 'string' },
        seed: { type: 'string' },
        backends: { type: 'string', default: 'embedded' },
        pcap: { type: 'string' },
        'pcap-all': { type: 'boolean', default: false },
        verbose: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    },
    'npm run check -- --help lists the flags',
  )
  if (values.help) return { show: 'help' }
  const options: CheckOptions = {
    stage: toStage(positionals),
    subject: values.subject,
    watch: values.watch,
    only: values.only?.split(',').map(id => id.trim()),
    seed: values.seed === undefined ? undefined : toSeed(values.seed),
    backends: values.backends,
    captures: toCaptureWish(values.pcap, values['pcap-all']),
    verbose: values.verbose,
  }
  if (options.watch && /^(?:peer|impostor):/.test(options.subject))
    throw new UsageError(`--watch: ${options.subject} is no folder in which you could save anything`)
  return { show: 'check', options }
}

function toStage([name, ...tooMany]: readonly string[]): StageNumber {
  if (name === undefined)
    throw new UsageError('which stage? 1 to 6, as in npm run check 1; npm run stage shows the ladder')
  if (tooMany.length > 0) throw new UsageError(`one stage at a time: '${[name, ...tooMany].join(' ')}' is more`)
  if (!/^[1-6]$/.test(name))
    throw new UsageError(`there is no stage ${name}: they are 1 to 6, and npm run stage shows them`)
  return Number(name) as StageNumber
}

function toSeed(text: string): number {
  const seed = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (seed <= 2 ** 31) return seed
  throw new UsageError(`--seed ${text}: a whole number from 0 to ${2 ** 31}`)
}
