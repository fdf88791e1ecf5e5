// One scenario from start to end: its programs are started, each is measured in its turn, and all of them are ended. Knows
// neither the command line nor what becomes of the results.

import { CannotGrade } from '../verdict.ts'
import { type Subject, setUp } from './lab.ts'
import { type Load, type Measured, measure } from './measure.ts'
import type { Placement } from './placement.ts'
import { type Row, spareConnections, warmUpSeconds } from './plan.ts'
import { type Absence, type Result, toResult } from './report.ts'
import { demandRightAnswers } from './right-answers.ts'
import { interleave } from './rounds.ts'

export interface BenchOptions {
  readonly seconds: number
  readonly rate: number
  readonly workers: number
  readonly placement: Placement
  readonly signal: AbortSignal
  /** One line about what is going on. */
  readonly note: (text: string) => void
}

/** A result for each number of clients, as soon as it is there. Rejects with CannotGrade. */
export async function* benchRow(row: Row, options: BenchOptions): AsyncGenerator<Result> {
  const { scenario, contenders, backendRequests, rounds } = row
  const { placement, workers, signal, note } = options
  await using stack = new AsyncDisposableStack()
  const connections = Math.max(...row.clients) + spareConnections
  note(`${scenario.name}: starting`)
  const plan = { contenders, scenario, placement, backendRequests, connections, workers }
  const subjects = await setUp(plan, stack, signal)
  for (const clients of row.clients) {
    const { seconds, rate } = options
    const load = { scenario, clients, seconds, rate, cores: placement.load, seed: 0 }
    const absent = new Map<Subject, string>()
    const present = () => subjects.filter(subject => !absent.has(subject))
    const tryOut = async (subject: Subject, own: Load): Promise<Measured | undefined> => {
      if (absent.has(subject)) return undefined
      note(`${scenario.name}, ${clients} clients, round ${own.seed} of ${rounds}: ${subject.name}`)
      try {
        const measured = await measure(subject, own, signal)
        await demandRightAnswers(subject, scenario)
        return measured
      } catch (error) {
        signal.throwIfAborted()
        if (!(error instanceof CannotGrade)) throw error
        absent.set(subject, error.message)
        return undefined
      }
    }
    if (scenario.kind !== 'idle') {
      await interleave(present(), 1, subject => tryOut(subject, { ...load, seconds: warmUpSeconds }))
    }
    const samples = await interleave(present(), rounds, (subject, round) => tryOut(subject, { ...load, seed: round }))
    note('')
    const lost: Absence[] = [...absent].map(([{ name }, why]) => ({ subject: name, why }))
    const measured = samples.filter(({ subject }) => !lost.some(each => each.subject === subject))
    yield toResult({ scenario, clients, backendRequests, samples: measured, absent: [...row.absent, ...lost] })
  }
}
