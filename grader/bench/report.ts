// Knows what a measurement leaves behind: the figures and everything that is needed to judge them.

import { cpus, release, type } from 'node:os'
import { versionOf } from './needed-programs.ts'
import type { Options } from './options.ts'
import type { Placement } from './placement.ts'
import type { Scenario } from './scenarios.ts'
import { compare, type Figure, type Ratio, type Sample, type SubjectSummary, summarize } from './summary.ts'

/** Of one scenario with so many clients. */
export interface Result {
  readonly scenario: string
  readonly title: string
  readonly clients: number
  /** Requests behind which backends closed their connections. */
  readonly backendRequests: number
  /** What is compared. */
  readonly figure: Figure
  readonly summaries: readonly SubjectSummary[]
  /** The first subject to each of the others. */
  readonly ratios: readonly Ratio[]
  readonly samples: readonly Sample[]
  readonly absent: readonly Absence[]
}

/** Who was not measured, or not to the end. */
export interface Absence {
  readonly subject: string
  readonly why: string
}

/** How and on what it was measured. */
export interface Setting {
  readonly startedAt: string
  readonly system: string
  readonly cpu: string
  readonly cores: Placement
  readonly versions: Readonly<Record<string, string>>
  readonly rounds: number
  readonly seconds: number
  /** Requests a second in the scenario that keeps to a rate. */
  readonly rate: number
  readonly workers: number
}

export interface Report extends Setting {
  readonly schema: 'hopwise-bench/1'
  /** The command line behind `npm run bench --`. */
  readonly command: readonly string[]
  /** False while it goes on, and where it was stopped. */
  readonly complete: boolean
  readonly results: readonly Result[]
}

export function describeSetting(options: Options, cores: Placement): Setting {
  const peers = options.entrants.flatMap(entrant => (entrant.kind === 'peer' ? [entrant.name] : []))
  const programs = [...new Set(['nginx', ...peers, 'wrk'])].map(name => [name, versionOf(name)])
  const { rounds, seconds, rate, workers } = options
  return {
    startedAt: new Date().toISOString(),
    system: `${type()} ${release()}`,
    cpu: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
    cores,
    versions: Object.fromEntries([['node', process.versions.node], ...programs]),
    rounds,
    seconds,
    rate,
    workers,
  }
}

interface Measurement {
  readonly scenario: Scenario
  readonly clients: number
  readonly backendRequests: number
  readonly samples: readonly Sample[]
  readonly absent: readonly Absence[]
}

export function toResult({ scenario, samples, ...rest }: Measurement): Result {
  const { name, title, figure } = scenario
  const [first = '', ...others] = new Set(samples.map(sample => sample.subject))
  return {
    scenario: name,
    title,
    figure,
    ...rest,
    summaries: [first, ...others].map(subject => summarize(subject, samples)),
    ratios: others.flatMap(other => compare(first, other, figure, samples) ?? []),
    samples,
  }
}

/** Lines above the tables. */
export function toHeading({ rounds, seconds, cpu, system, cores, versions, workers }: Setting): string {
  const told = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  const placed =
    cores.proxy === undefined ? 'nothing pinned' : `proxy on core ${cores.proxy}, the rest on ${cores.load}`
  const processes = workers === 1 ? '' : `; ${workers} workers each, for those who know such a thing`
  return `medians of ${rounds} rounds of ${seconds} s, in turns\n${told.join(', ')}; ${system}, ${cpu}; ${placed}${processes}`
}
