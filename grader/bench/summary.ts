// Knows what is made of the samples: medians of what each subject did, and the ratio of the first subject to each other
// within the same round, since neighbours in time share the machine's mood.

export interface Sample {
  readonly subject: string
  /** Counted from 1. */
  readonly round: number
  readonly requests: number
  readonly requestsPerSecond: number
  /** CPU time of the subject's processes, a request. Null where the system does not tell. */
  readonly cpuMicrosPerRequest: number | null
  /** Null where wrk does not tell: see scenarios. */
  readonly p50Ms: number | null
  readonly p99Ms: number | null
  readonly errors: number
}

export interface SubjectSummary {
  readonly subject: string
  /** Medians of the rounds, but for the errors: they are added up. */
  readonly requestsPerSecond: number
  readonly cpuMicrosPerRequest: number | null
  readonly p50Ms: number | null
  readonly p99Ms: number | null
  readonly errors: number
}

/** How many times the other's requests per second. */
export interface Ratio {
  readonly subject: string
  readonly to: string
  readonly median: number
  readonly min: number
  readonly max: number
}

/** The middle one, or the mean of the two in the middle. NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

export function summarize(subject: string, samples: readonly Sample[]): SubjectSummary {
  const own = samples.filter(sample => sample.subject === subject)
  return {
    subject,
    requestsPerSecond: median(own.map(sample => sample.requestsPerSecond)),
    cpuMicrosPerRequest: medianOfKnown(own.map(sample => sample.cpuMicrosPerRequest)),
    p50Ms: medianOfKnown(own.map(sample => sample.p50Ms)),
    p99Ms: medianOfKnown(own.map(sample => sample.p99Ms)),
    errors: own.reduce((sum, sample) => sum + sample.errors, 0),
  }
}

function medianOfKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter(value => value !== null)
  return known.length === 0 ? null : median(known)
}

/** Compares round by round. A round in which the other answered nothing has no ratio. */
export function compare(subject: string, to: string, samples: readonly Sample[]): Ratio {
  const ratios = samples
    .filter(sample => sample.subject === subject)
    .flatMap(mine => {
      const other = samples.find(sample => sample.subject === to && sample.round === mine.round)
      return other && other.requestsPerSecond > 0 ? [mine.requestsPerSecond / other.requestsPerSecond] : []
    })
  return { subject, to, median: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios) }
}
