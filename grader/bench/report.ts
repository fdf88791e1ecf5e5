// Knows what a measurement leaves behind: the figures and everything that is needed to judge them.

import { cpus, release, type } from 'node:os'
import type { Options } from './options.ts'
import type { Placement } from './placement.ts'
import { versionOf } from './programs.ts'
import { compare, type Ratio, type Sample, type SubjectSummary, summarize } from './summary.ts'

export interface Result {
  readonly clients: number
  readonly summaries: readonly SubjectSummary[]
  /** The first subject to each of the others. */
  readonly ratios: readonly Ratio[]
  readonly samples: readonly Sample[]
}

/** How and on what it was measured. */
export interface Setting {
  readonly startedAt: string
  readonly system: string
  readonly cpu: string
  readonly cores: Placement
  readonly versions: Readonly<Record<string, string>>
  readonly scenario: string
  readonly rounds: number
  readonly seconds: number
  readonly backendRequests: number
}

export function describeSetting(options: Options, cores: Placement): Setting {
  const programs = [...new Set(['nginx', ...options.peers, 'wrk'])].map(name => [name, versionOf(name)])
  const { scenario, rounds, seconds, backendRequests } = options
  return {
    startedAt: new Date().toISOString(),
    system: `${type()} ${release()}`,
    cpu: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
    cores,
    versions: Object.fromEntries([['node', process.versions.node], ...programs]),
    scenario: scenario.title,
    rounds,
    seconds,
    backendRequests,
  }
}

export function toResult(clients: number, samples: readonly Sample[]): Result {
  const [first = '', ...others] = new Set(samples.map(sample => sample.subject))
  const summaries = [first, ...others].map(subject => summarize(subject, samples))
  return { clients, summaries, ratios: others.map(other => compare(first, other, samples)), samples }
}

/** Two lines above the tables. */
export function toHeading(setting: Setting): string {
  const { scenario, rounds, seconds, cpu, system, cores, versions } = setting
  const told = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  const placed =
    cores.proxy === undefined ? 'nothing pinned' : `proxy on core ${cores.proxy}, the rest on ${cores.load}`
  return `${scenario}: medians of ${rounds} rounds of ${seconds} s\n${told.join(', ')}; ${system}, ${cpu}; ${placed}`
}
