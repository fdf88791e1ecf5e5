// The command line of `npm run class`: what is asked for. Starts nothing, prints nothing.
import { availableParallelism } from 'node:os'
import { readFlags, refuseOthers, UsageError } from '../../backends/command-line.ts'
import { refuseFlagsThatNpmKept } from '../../backends/npm.ts'
import { type CaptureWish, toCaptureWish } from '../capture-wish.ts'
import { toSandbox, toStages } from '../options.ts'
import type { StageNumber } from '../result.ts'
import type { SandboxWish } from '../sandbox/find-sandbox.ts'
import type { Shard } from './class-file.ts'
import type { Canvas } from './write-outputs.ts'

export interface ClassOptions {
  readonly directory: string
  readonly out: string
  readonly roster: string | undefined
  readonly canvas: Canvas | undefined
  /** Submissions at a time. */
  readonly jobs: number
  readonly shard: Shard
  readonly sandbox: SandboxWish
  /** undefined: those of the course, else all. */
  readonly stages: readonly StageNumber[] | undefined
  /** The file that says what they are worth; undefined: only the checks' own points. */
  readonly course: string | undefined
  /** undefined: that of the run that is gone on with, else a fresh one. */
  readonly seed: number | undefined
  readonly backends: 'embedded' | 'nginx'
  readonly budgetMs: number
  readonly extraChecks: string | undefined
  readonly sign: string | undefined
  /** A folder per student below this one. */
  readonly captures: CaptureWish | undefined
}

export interface MergeOptions {
  readonly directories: readonly string[]
  readonly out: string
  readonly canvas: Canvas | undefined
}

export type ClassRequest =
  | { readonly do: 'help' }
  | { readonly do: 'grade'; readonly options: ClassOptions }
  | { readonly do: 'merge'; readonly options: MergeOptions }

export const HELP = `Usage: npm run class -- DIR --out DIR [FLAGS]      grades every submission below DIR: a folder, zip or tar.gz each
       npm run class -- merge DIR… --out DIR      puts the outputs of shards together
Exit status: 0 every submission has its row; 1 the grader could not grade one, or was stopped; 2 bad usage.
The same command again goes on where it was stopped, and grades anew only what has changed.

  --out DIR        a folder per student, grades.csv, class.html, and canvas.csv with --canvas
  --roster CSV     who is in the class: submission, id, name, email, submitted, or GitHub Classroom's own roster
  --jobs N         so many submissions at a time, default: one per processor
  --shard I/N      only the I-th of N shares, for N machines; all with the same --seed
  --canvas FILE    a gradebook exported from Canvas, to be filled in; --canvas-column TITLE says which column
  --course FILE    such as course.json: points of the stages, due dates, late policy; the roster's column submitted says who was late
  --stages 1-6     or 3, or 1,4-6; default: those of the course, else all. What a submission does not claim gives no points
  --seed N         draws the random values; default: a fresh one, the same for the whole class
  --budget S       so many seconds has a submission, default 600; what is not made by then gives no points
  --backends B     for the checks from end to end: embedded (default) or nginx
  --sandbox S      auto (default), bwrap or none, as npm run grade
  --pcap DIR       for whoever is graded a folder with a Wireshark capture of each failed check; --pcap-all: of every check
  --extra-checks FILE  a module whose CHECKS are made, too
  --sign KEY       signs every result.json with this private key (Ed25519, PEM)
`

const EXAMPLE = 'npm run class -- submissions --out grades'
const REMEDY = 'npm run class -- --help lists the flags'
const FLAGS = [
  'out',
  'roster',
  'jobs',
  'shard',
  'canvas',
  'canvas-column',
  'course',
  'stages',
  'seed',
  'budget',
  'backends',
  'sandbox',
  'extra-checks',
  'sign',
  'pcap',
  'pcap-all',
]

/** Throws UsageError on anything that is not understood. */
export function readClassRequest(args: readonly string[], env: NodeJS.ProcessEnv): ClassRequest {
  refuseFlagsThatNpmKept(FLAGS, env, EXAMPLE)
  const { values, positionals, given } = readFlags(
    {
      args: [...args],
      allowPositionals: true,
      options: {
        out: { type: 'string' },
        roster: { type: 'string' },
        jobs: { type: 'string' },
        shard: { type: 'string' },
        canvas: { type: 'string' },
        'canvas-column': { type: 'string' },
        course: { type: 'string' },
        stages: { type: 'string' },
        seed: { type: 'string' },
        budget: { type: 'string', default: '600' },
        backends: { type: 'string', default: 'embedded' },
        sandbox: { type: 'string', default: 'auto' },
        'extra-checks': { type: 'string' },
        sign: { type: 'string' },
        pcap: { type: 'string' },
        'pcap-all': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    },
    REMEDY,
  )
  if (values.help) return { do: 'help' }
  const { out } = values
  if (out === undefined) throw new UsageError(`--out is missing: where the grades go; such as ${EXAMPLE}`)
  const canvas = toCanvas(values.canvas, values['canvas-column'])
  const [directory, ...more] = positionals
  if (directory === 'merge' && values.course !== undefined)
    throw new UsageError('--course: merge takes that of the shards; give it to each of them')
  if (directory === 'merge') {
    refuseOthers(given, 'merge grades nobody', ['out', 'canvas', 'canvas-column'])
    return { do: 'merge', options: { directories: more, out, canvas } }
  }
  if (directory === undefined) throw new UsageError(`the folder with the submissions is missing; such as ${EXAMPLE}`)
  if (more.length > 0) throw new UsageError(`${more.join(' ')}: one folder holds the submissions of a class; ${REMEDY}`)
  const shard = toShard(values.shard)
  const seed = values.seed === undefined ? undefined : toCount(values.seed, '--seed', 0, 2 ** 31)
  if (shard.count > 1 && seed === undefined)
    throw new UsageError('--shard: all shards need the same --seed; draw one number and give it to each')
  const options: ClassOptions = {
    directory,
    out,
    roster: values.roster,
    canvas,
    jobs: values.jobs === undefined ? availableParallelism() : toCount(values.jobs, '--jobs', 1, 64),
    shard,
    sandbox: toSandbox(values.sandbox),
    stages: values.stages === undefined ? undefined : toStages(values.stages),
    course: values.course,
    seed,
    backends: toBackends(values.backends),
    budgetMs: toCount(values.budget, '--budget', 1, 86_400) * 1000,
    extraChecks: values['extra-checks'],
    sign: values.sign,
    captures: toCaptureWish(values.pcap, values['pcap-all']),
  }
  return { do: 'grade', options }
}

function toCanvas(file: string | undefined, column: string | undefined): Canvas | undefined {
  if (file !== undefined) return { file, column }
  if (column !== undefined) throw new UsageError('--canvas-column: of which file? Say --canvas FILE, too')
  return undefined
}

function toShard(text = '1/1'): Shard {
  const [, index, count] = /^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []
  const shard = { index: Number(index), count: Number(count) }
  if (shard.index >= 1 && shard.index <= shard.count) return shard
  throw new UsageError(`--shard ${text}: the first of three shares is 1/3`)
}

function toCount(text: string, flag: string, least: number, most: number): number {
  const count = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (count >= least && count <= most) return count
  throw new UsageError(`${flag} ${text}: a whole number from ${least} to ${most}`)
}

function toBackends(text: string): ClassOptions['backends'] {
  if (text === 'embedded' || text === 'nginx') return text
  throw new UsageError(`--backends ${text}: for a class embedded or nginx, which every submission gets for itself`)
}
