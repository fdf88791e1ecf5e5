// Knows what is to be measured, in which order, and how long it will take. Measures nothing.

import { readFileSync } from 'node:fs'
import { CannotGrade } from '../verdict.ts'
import type { Contender } from './contenders.ts'
import { type Options, unlimitedRequests } from './options.ts'
import type { Absence } from './report.ts'
import type { Scenario } from './scenarios.ts'

/** One scenario: its programs are started for it, and serve it with one number of clients after the other. */
export interface Row {
  readonly scenario: Scenario
  readonly clients: readonly number[]
  readonly backendRequests: number
  readonly rounds: number
  readonly contenders: readonly Contender[]
  readonly absent: readonly Absence[]
}

/** Long enough for Node to compile what the load runs hot, and for pools to fill. */
export const warmUpSeconds = 1

const startSeconds = 3
/** Of wrk and of a client of ours, until it measures and when it is through. */
const aroundSeconds = 0.2
const idleSeconds = 4

/** Rows that nobody but the backends could serve are left out. */
export function toRows(options: Options, contenders: readonly Contender[]): Row[] {
  return options.scenarios
    .map(scenario => ({
      scenario,
      clients: options.clients ?? scenario.clients,
      backendRequests: scenario.unlimited ? unlimitedRequests : options.backendRequests,
      // Connections on which nothing happens are the same every time.
      rounds: scenario.kind === 'idle' ? 1 : options.rounds,
      contenders: contenders.filter(each => each.whyNot(scenario) === undefined),
      absent: contenders.flatMap(each => {
        const why = each.whyNot(scenario)
        return why === undefined ? [] : [{ subject: each.name, why }]
      }),
    }))
    .filter(row => row.contenders.length > 0)
}

export function secondsOf(row: Row, seconds: number): number {
  const subjects = row.contenders.length + 1
  const one = row.scenario.kind === 'idle' ? idleSeconds : seconds + aroundSeconds
  const warmUp = row.scenario.kind === 'idle' ? 0 : warmUpSeconds + aroundSeconds
  return startSeconds + row.clients.length * subjects * (row.rounds * one + warmUp)
}

/** `40 s`, `12 min`. */
export function inWords(seconds: number): string {
  return seconds < 100 ? `${Math.ceil(seconds)} s` : `${Math.round(seconds / 60)} min`
}

/** Descriptors and connections beyond those of the clients: backends, listeners, logs. */
export const spareConnections = 3000

/** Files that a process may open, here: each connection is one at either end. Infinity where the system does not tell. */
export function openFileLimit(): number {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8')
    const limit = /^Max open files\s+\S+\s+(\S+)/m.exec(limits)?.[1]
    return limit === undefined || limit === 'unlimited' ? Number.POSITIVE_INFINITY : Number(limit)
  } catch {
    return Number.POSITIVE_INFINITY
  }
}

/**
 * The rows for which this shell lets enough files be open. Throws CannotGrade for another one that was asked for by name;
 * without a choice it is left out, with a line to `tell`.
 */
export function withinDescriptors(
  rows: readonly Row[],
  { isChoice }: Pick<Options, 'isChoice'>,
  tell: (line: string) => void,
  limit = openFileLimit(),
): Row[] {
  return rows.filter(({ scenario, clients }) => {
    const needed = Math.max(...clients) + spareConnections
    if (needed <= limit) return true
    const line = `${scenario.name}: so many clients need ${needed} open files, and this shell allows ${limit}; ulimit -n ${needed} allows more`
    if (isChoice) throw new CannotGrade(line)
    tell(`left out: ${line}`)
    return false
  })
}

/** What is coming and when it will be over, before anything starts. */
export function announce(rows: readonly Row[], seconds: number, now: Date): string {
  const total = rows.reduce((sum, row) => sum + secondsOf(row, seconds), 0)
  const names = rows.map(({ scenario, clients }) => `${scenario.name} (${clients.join(', ')})`)
  const at = new Date(now.getTime() + total * 1000).toTimeString().slice(0, 5)
  return `${names.join(' · ')}: about ${inWords(total)}, until ${at}`
}
