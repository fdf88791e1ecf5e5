// The command line of `npm run grade`: what is asked for. Starts nothing, prints nothing.
import { resolve } from 'node:path'
import { readFlags, refuseOthers, UsageError } from '../backends/command-line.ts'
import { refuseFlagsThatNpmKept } from '../backends/npm.ts'
import { type CaptureWish, toCaptureWish } from './capture-wish.ts'
import type { StageNumber } from './result.ts'
import type { SandboxWish } from './sandbox/find-sandbox.ts'
import { CALIBRATORS } from './subjects/calibrators.ts'
import { usualJobs } from './usual-jobs.ts'

export interface GradeOptions {
  readonly subject: string
  /** undefined: all that the subject claims. */
  readonly stages: readonly StageNumber[] | undefined
  /** undefined: all. */
  readonly only: readonly string[] | undefined
  readonly backends: string | undefined
  /** With `--backends vm`: a VM that does not run may be started. */
  readonly startVm: boolean
  /** undefined: a fresh one. */
  readonly seed: number | undefined
  readonly jobs: number
  /** undefined: where wrk or autocannon and the machine allow it. */
  readonly load: boolean
  readonly sandbox: SandboxWish
  /** A module with further checks. */
  readonly extraChecks?: string | undefined
  /** The file of a private key, with which the JSON is signed. */
  readonly sign?: string | undefined
  readonly reports: Readonly<Partial<Record<ReportKind, string>>>
  readonly autolab: boolean
  /** undefined: none. */
  readonly captures?: CaptureWish | undefined
  readonly verbose: boolean
}

export type ReportKind = (typeof REPORTS)[number]

export type GradeRequest =
  | { readonly show: 'help' }
  | { readonly show: 'list'; readonly json: string | undefined; readonly stages: readonly StageNumber[] | undefined }
  | { readonly show: 'verify'; readonly file: string; readonly key: string | undefined }
  | { readonly show: 'grade'; readonly options: GradeOptions; readonly hasFlags: boolean }

export const HELP = `Usage: npm run grade                 on a terminal: a menu
       npm run grade -- FLAGS        grade, and exit 0 (all passed), 1 (a check failed) or 2 (could not be graded)

  --subject S      reference (this tree, default), a folder with proxy.json or stages/${alsoSubjects(CALIBRATORS)}
  --stages 1-6     or 3, or 1,4-6; default: all that the subject claims
  --only ID,…      only these checks, and what they need
  --backends B     for the checks from end to end: embedded, nginx, vm (or vm:NAME: the lab VM, npm run vm), or a conf
                   file's name; default: nginx where it is installed, else embedded
  --start-vm       with --backends vm: start it if it does not run
  --seed N         repeats every random value of the run that printed this seed
  --jobs N         so many checks at a time, default: four per processor (most of them wait)
  --load           also under load, compared with the backends alone and with the reference (--no-load: default)
  --json FILE      the result as JSON, by the schema in grader/README.md; - for standard output
  --html FILE      the report to look at, one file
  --junit FILE  --gradescope FILE  --classroom FILE  --autolab    what other platforms read
  --pcap DIR       for each check that failed a capture for Wireshark in DIR, with --pcap-all for every check
  --extra-checks FILE  a module whose CHECKS are made, too
  --sandbox S      bwrap: contained with bubblewrap, without network and other files; none: as you, with limits; auto
                   (default): a folder's program with bubblewrap, where that works
  --sign KEY       signs the JSON with this private key (Ed25519, PEM: openssl genpkey -algorithm ed25519 -out KEY)
  --verify FILE    whether this JSON is as it was signed; with --key FILE, by that key
  --verbose        all of the evidence
  --list           the checks, as a table or with --json - as JSON
`

const EXAMPLE = 'npm run grade -- --subject my-proxy --stages 1-3'
const REPORTS = ['json', 'html', 'junit', 'gradescope', 'classroom'] as const
const FLAGS = [
  'subject',
  'stages',
  'only',
  'backends',
  'start-vm',
  'seed',
  'jobs',
  'load',
  'sandbox',
  'extra-checks',
  'sign',
  'verify',
  'key',
  'autolab',
  'pcap',
  'pcap-all',
  'list',
  ...REPORTS,
]

/** Throws UsageError on anything that is not understood. */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv): GradeRequest {
  refuseFlagsThatNpmKept(FLAGS, env, EXAMPLE)
  const { values, given } = readFlags(
    {
      args: [...args],
      allowNegative: true,
      options: {
        subject: { type: 'string', default: 'reference' },
        stages: { type: 'string' },
        only: { type: 'string' },
        backends: { type: 'string' },
        'start-vm': { type: 'boolean', default: false },
        seed: { type: 'string' },
        jobs: { type: 'string' },
        load: { type: 'boolean', default: false },
        sandbox: { type: 'string', default: 'auto' },
        'extra-checks': { type: 'string' },
        sign: { type: 'string' },
        verify: { type: 'string' },
        key: { type: 'string' },
        json: { type: 'string' },
        html: { type: 'string' },
        junit: { type: 'string' },
        gradescope: { type: 'string' },
        classroom: { type: 'string' },
        autolab: { type: 'boolean', default: false },
        pcap: { type: 'string' },
        'pcap-all': { type: 'boolean', default: false },
        verbose: { type: 'boolean', default: false },
        list: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    },
    'npm run grade -- --help lists the flags',
  )
  if (values.help) return { show: 'help' }
  const stages = values.stages === undefined ? undefined : toStages(values.stages)
  if (values.list) {
    refuseOthers(given, '--list grades nothing', ['list', 'json', 'stages'])
    return { show: 'list', json: values.json, stages }
  }
  if (values.verify !== undefined) {
    refuseOthers(given, '--verify grades nothing', ['verify', 'key'])
    return { show: 'verify', file: values.verify, key: values.key }
  }
  if (values.key !== undefined) throw new UsageError('--key is the key for --verify; to sign a result say --sign KEY')
  if (values.sign !== undefined && values.json === undefined)
    throw new UsageError('--sign signs the JSON; say --json FILE, too')
  if (values['start-vm'] && !/^vm(?::|$)/.test(values.backends ?? ''))
    throw new UsageError('--start-vm starts the VM of --backends vm; say that, too, or leave it out')
  const reports = Object.fromEntries(REPORTS.flatMap(kind => (values[kind] ? [[kind, values[kind]]] : [])))
  refuseTwoOnStandardOutput(reports, values.autolab)
  refuseTwoInOneFile(reports)
  const atOutput = REPORTS.find(kind => reports[kind] === '-')
  if (values.verbose && atOutput !== undefined)
    throw new UsageError(
      `--verbose is for the report on the terminal, and --${atOutput} - takes its place; leave one out`,
    )
  const options: GradeOptions = {
    subject: values.subject,
    stages,
    only: values.only?.split(',').map(id => id.trim()),
    backends: values.backends,
    startVm: values['start-vm'],
    seed: values.seed === undefined ? undefined : toCount(values.seed, '--seed', 0, 2 ** 31),
    jobs: values.jobs === undefined ? usualJobs() : toCount(values.jobs, '--jobs', 1, 64),
    load: values.load,
    sandbox: toSandbox(values.sandbox),
    extraChecks: values['extra-checks'],
    sign: values.sign,
    reports,
    autolab: values.autolab,
    captures: toCaptureWish(values.pcap, values['pcap-all']),
    verbose: values.verbose,
  }
  return { show: 'grade', options, hasFlags: args.length > 0 }
}

/** `3`, `1-6`, `1,4-6` as stages in ascending order. Throws UsageError. */
export function toStages(text: string): StageNumber[] {
  const chosen = new Set<number>()
  for (const part of text.split(',')) {
    const [, first, last = first] = /^\s*([1-6])(?:-([1-6]))?\s*$/.exec(part) ?? []
    if (first === undefined || Number(first) > Number(last))
      throw new UsageError(`--stages ${text}: stages are 1 to 6, written as 3, 1-6 or 1,4-6`)
    for (let stage = Number(first); stage <= Number(last); stage += 1) chosen.add(stage)
  }
  return [...chosen].sort() as StageNumber[]
}

/** A handout has none of them. */
function alsoSubjects(calibrators: readonly string[]): string {
  return calibrators.length === 0 ? '' : `,\n                   ${calibrators.join(', ')}`
}

function toCount(text: string, flag: string, least: number, most: number): number {
  const count = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (count >= least && count <= most) return count
  throw new UsageError(`${flag} ${text}: a whole number from ${least} to ${most}`)
}

function refuseTwoOnStandardOutput(reports: GradeOptions['reports'], autolab: boolean): void {
  const flags = REPORTS.filter(kind => reports[kind] === '-').map(kind => `--${kind} -`)
  if (autolab) flags.push('--autolab')
  if (flags.length > 1)
    throw new UsageError(`${flags.join(' and ')}: only one can go to standard output; name a file for the other`)
}

/** The second would be written over the first. */
function refuseTwoInOneFile(reports: GradeOptions['reports']): void {
  const places = REPORTS.flatMap(kind => {
    const file = reports[kind]
    return file === undefined || file === '-' ? [] : [{ flag: `--${kind} ${file}`, path: resolve(file) }]
  })
  for (const { flag, path } of places) {
    const other = places.find(each => each.path === path)
    if (other !== undefined && other.flag !== flag)
      throw new UsageError(`${other.flag} and ${flag}: both go to the same file; name another for one of them`)
  }
}

export function toSandbox(text: string): SandboxWish {
  if (text === 'auto' || text === 'bwrap' || text === 'none') return text
  throw new UsageError(`--sandbox ${text}: auto, bwrap or none`)
}
