// Knows what is made of the samples: medians of what each subject did, and the ratio of the first subject to each other
// within the same round, since neighbours in time share the machine's mood.

/** What one measurement tells. Null where the scenario, wrk or the system does not tell. */
export interface Figures {
  readonly requestsPerSecond: number | null
  /** CPU time of the subject's processes, a request. */
  readonly cpuMicrosPerRequest: number | null
  /** Resident memory of the subject's processes, right behind the load, or while it is held. */
  readonly memoryBytes: number | null
  readonly p50Ms: number | null
  readonly p90Ms: number | null
  readonly p99Ms: number | null
  readonly maxMs: number | null
}

export type Figure = keyof Figures

const figureNames: readonly Figure[] = [
  'requestsPerSecond',
  'cpuMicrosPerRequest',
  'memoryBytes',
  'p50Ms',
  'p90Ms',
  'p99Ms',
  'maxMs',
]

export interface Sample extends Figures {
  readonly subject: string
  /** Counted from 1. */
  readonly round: number
  readonly requests: number
  readonly errors: number
}

/** Medians of the rounds, but for the errors: they are added up. */
export interface SubjectSummary extends Figures {
  readonly subject: string
  /** Of the rounds' requests per second. */
  readonly spread: readonly [least: number, most: number] | null
  readonly errors: number
}

/** How many times the other's. */
export interface Ratio {
  readonly subject: string
  readonly to: string
  readonly figure: Figure
  readonly median: number
  readonly min: number
  readonly max: number
}

/** The middle one, or the mean of the two in the middle. NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

export function summarize(subject: string, samples: readonly Sample[]): SubjectSummary {
  const own = samples.filter(sample => sample.subject === subject)
  const known = (figure: Figure) => own.map(sample => sample[figure]).filter(value => value !== null)
  const medians = figureNames.map(figure => [figure, known(figure).length === 0 ? null : median(known(figure))])
  const rates = known('requestsPerSecond')
  return {
    ...(Object.fromEntries(medians) as Figures),
    subject,
    spread: rates.length === 0 ? null : [Math.min(...rates), Math.max(...rates)],
    errors: own.reduce((sum, sample) => sum + sample.errors, 0),
  }
}

/** Compares round by round. A round in which the other has nothing to compare with has no ratio; without any, undefined. */
export function compare(subject: string, to: string, figure: Figure, samples: readonly Sample[]): Ratio | undefined {
  const ratios = samples
    .filter(sample => sample.subject === subject)
    .flatMap(mine => {
      const other = samples.find(sample => sample.subject === to && sample.round === mine.round)?.[figure] ?? 0
      const own = mine[figure]
      return own !== null && other > 0 ? [own / other] : []
    })
  if (ratios.length === 0) return undefined
  return { subject, to, figure, median: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios) }
}
