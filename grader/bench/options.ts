// Knows the command line of `npm run bench`: what is asked for. Starts nothing, prints nothing.

import { readFlags, refuseOthers, UsageError } from '../../backends/command-line.ts'
import { refuseFlagsThatNpmKept } from '../../backends/npm.ts'
import type { StageNumber } from '../result.ts'
import { type Scenario, scenarioNames, scenarios } from './scenarios.ts'

export const peerNames = ['nginx', 'haproxy', 'caddy', 'http-proxy', 'undici'] as const
export type PeerName = (typeof peerNames)[number]

/** Who is to be measured. */
export type Entrant =
  | { readonly kind: 'stage'; readonly stage: StageNumber }
  | { readonly kind: 'peer'; readonly name: PeerName }
  /** A submission; at this stage, or undefined: at the highest that it claims. */
  | { readonly kind: 'folder'; readonly path: string; readonly stage: StageNumber | undefined }

export interface Options {
  /** The first is compared with each of the others. */
  readonly entrants: readonly Entrant[]
  readonly scenarios: readonly Scenario[]
  /** True where the scenarios were named, so that none of them may be left out quietly. */
  readonly isChoice: boolean
  /** Undefined: what the scenario says. */
  readonly clients: readonly number[] | undefined
  readonly rounds: number
  readonly seconds: number
  /** Requests after which a backend closes its connection. */
  readonly backendRequests: number
  /** Requests a second, in the scenario that keeps to a rate. */
  readonly rate: number
  readonly workers: number
  /** `-` is standard output. */
  readonly json: string | undefined
  readonly html: string | undefined
  /** Where the V8 CPU profile goes; nothing is measured then. */
  readonly profile: string | undefined
}

/** As many as there can be: nginx knows no other way to say so. */
export const unlimitedRequests = 2_000_000_000

export const usage = `Usage: npm run bench -- [N] [--against LIST] [--scenario LIST] [FLAGS]

  N                   stage 1 to 6 of this tree; without it the peers are measured alone
  --subject DIR       a submission instead, at stage N or the highest that it claims
  --against LIST      default nginx,haproxy; of ${peerNames.join(', ')},
                      stages (3,4,5) and folders of submissions; or none
  --scenario LIST     of ${scenarioNames.join(', ')}; default all
  --clients LIST      so many connections, such as 64,1000; alone it chooses the scenario keepalive
  --rounds N          default 5; everybody is measured once a round, in turns
  --seconds N         of one measurement, default 4
  --backend-requests N  requests after which a backend closes its connection (nginx: keepalive_requests),
                      default 1000; or unlimited
  --rate N            requests a second in the scenario mix, default 4000
  --workers N         processes of stage 6 and nginx, threads of HAProxy and Caddy; default 1
  --json FILE         all figures; - for standard output
  --html FILE         the picture: throughput, latency and tables, one file
  --profile FILE      instead of measuring: a V8 CPU profile of the first subject under load, and how to read it

npm run bench -- 6 --against nginx,haproxy --clients 64,1000 --rounds 5 --seconds 3 --json out.json
npm run bench -- 6 --profile stage6.cpuprofile --clients 64
`

const example = 'npm run bench -- 6 --against nginx,haproxy'

/** Throws UsageError with a line that names the flag. `undefined` asks for the usage. */
export function parseOptions(args: readonly string[], env: NodeJS.ProcessEnv = {}): Options | undefined {
  refuseFlagsThatNpmKept(
    [...Object.keys(flags)].filter(flag => !npmsOwn.has(flag)),
    env,
    example,
  )
  const { values, positionals, given } = readFlags(
    { args: [...args], allowPositionals: true, options: flags },
    'npm run bench -- --help lists the flags',
  )
  if (values.help) return undefined
  if (positionals.length > 1)
    throw new UsageError(`one stage at a time, not ${positionals.join(' ')}; others go to --against`)
  const stage = positionals[0] === undefined ? undefined : toStage(positionals[0])
  const scenario =
    values.scenario ?? (values.clients !== undefined || values.profile !== undefined ? 'keepalive' : 'all')
  const options: Options = {
    entrants: [...toFirst(stage, values.subject), ...toOthers(values.against, stage)],
    scenarios: toScenarios(scenario),
    isChoice: scenario !== 'all',
    clients: values.clients?.split(',').map(count => toCount('--clients', count)),
    rounds: toCount('--rounds', values.rounds),
    seconds: toCount('--seconds', values.seconds),
    backendRequests:
      values['backend-requests'] === 'unlimited'
        ? unlimitedRequests
        : toCount('--backend-requests', values['backend-requests']),
    rate: toCount('--rate', values.rate),
    workers: toCount('--workers', values.workers, 64),
    json: values.json,
    html: values.html,
    profile: values.profile,
  }
  if (options.entrants.length === 0)
    throw new UsageError('there is nobody to measure: name a stage, or somebody in --against')
  if (options.json === '-' && options.html === '-')
    throw new UsageError('--json - and --html -: only one can go to standard output')
  if (options.profile !== undefined) {
    refuseWithProfile(options)
    refuseOthers(given, '--profile measures nobody', PROFILED)
  }
  if (given.includes('rate') && !options.scenarios.some(({ name }) => name === 'mix'))
    throw new UsageError('--rate is for the scenario mix; add it to --scenario, or leave --rate out')
  if (given.includes('workers') && !options.entrants.some(canBeSeveral))
    throw new UsageError(
      '--workers: stage 6, nginx, HAProxy and Caddy can be several; name one of them, or leave it out',
    )
  return options
}

const flags = {
  subject: { type: 'string' },
  against: { type: 'string', default: 'nginx,haproxy' },
  clients: { type: 'string' },
  rounds: { type: 'string', default: '5' },
  seconds: { type: 'string', default: '4' },
  scenario: { type: 'string' },
  'backend-requests': { type: 'string', default: '1000' },
  rate: { type: 'string', default: '4000' },
  workers: { type: 'string', default: '1' },
  json: { type: 'string' },
  html: { type: 'string' },
  profile: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const

/** Some are settings of npm's own, which may be in its configuration for good. */
const npmsOwn = new Set(['json', 'help'])

/** Also who would be compared: he is left out quietly, for --against has a default. */
const PROFILED = [
  'profile',
  'subject',
  'scenario',
  'clients',
  'seconds',
  'backend-requests',
  'rate',
  'workers',
  'against',
]

function canBeSeveral(entrant: Entrant): boolean {
  if (entrant.kind === 'peer') return ['nginx', 'haproxy', 'caddy'].includes(entrant.name)
  return entrant.kind === 'folder' ? false : entrant.stage === 6
}

function refuseWithProfile({ json, html, workers, entrants }: Options): void {
  const [first] = entrants
  if (json !== undefined || html !== undefined)
    throw new UsageError(
      '--profile measures nothing, so there is nothing for --json and --html; run the bench once more without it',
    )
  if (workers > 1) throw new UsageError('--profile looks at one process: leave out --workers')
  if (first?.kind === 'peer' && !['http-proxy', 'undici'].includes(first.name))
    throw new UsageError(
      `--profile: ${first.name} is not run by Node; name a stage, as in npm run bench -- 6 --profile FILE`,
    )
}

function toFirst(stage: StageNumber | undefined, folder: string | undefined): Entrant[] {
  if (folder !== undefined) return [{ kind: 'folder', path: folder, stage }]
  return stage === undefined ? [] : [{ kind: 'stage', stage }]
}

function toOthers(list: string, stage: StageNumber | undefined): Entrant[] {
  if (list === 'none') return []
  return list.split(',').map(each => toEntrant(each.trim(), stage))
}

function toEntrant(name: string, stage: StageNumber | undefined): Entrant {
  const peer = peerNames.find(known => known === name)
  if (peer !== undefined) return { kind: 'peer', name: peer }
  if (/^\d+$/.test(name)) return { kind: 'stage', stage: toStage(name) }
  if (/[/\\.]/.test(name)) return { kind: 'folder', path: name, stage }
  throw new UsageError(
    `--against: no peer "${name}"; there are ${peerNames.join(', ')}, stages 1 to 6, and folders such as ./${name || 'ada'}`,
  )
}

function toStage(text: string): StageNumber {
  if (/^[1-6]$/.test(text)) return Number(text) as StageNumber
  throw new UsageError(`no stage to measure: "${text}"; they are 1 to 6`)
}

function toScenarios(list: string): Scenario[] {
  if (list === 'all') return [...scenarios]
  return list.split(',').map(name => {
    const scenario = scenarios.find(known => known.name === name.trim())
    if (scenario === undefined)
      throw new UsageError(`--scenario: no "${name}"; there are ${scenarioNames.join(', ')}, or all`)
    return scenario
  })
}

function toCount(flag: string, text: string, most = 999_999): number {
  if (!/^[1-9]\d{0,5}$/.test(text) || Number(text) > most)
    throw new UsageError(`${flag}: "${text}" is not a count from 1 to ${most}`)
  return Number(text)
}
