// Knows what wrk prints and what the figures mean. Text in, numbers out.

export interface WrkFigures {
  /** Responses received. */
  readonly requests: number
  readonly requestsPerSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Socket errors (connect, read, write, timeout) and answers that are neither 2xx nor 3xx. */
  readonly errors: number
}

/** Reads the output of `wrk --latency`. Throws an Error with the output where a figure is missing. */
export function parseWrkOutput(output: string): WrkFigures {
  const find = (pattern: RegExp): string => {
    const found = pattern.exec(output)?.[1]
    if (found === undefined) throw new Error(`wrk printed no ${pattern.source}:\n${output}`)
    return found
  }
  const socketErrors =
    /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(output)?.slice(1) ?? []
  const refusals = /Non-2xx or 3xx responses: (\d+)/.exec(output)?.[1] ?? '0'
  return {
    requests: Number(find(/(\d+) requests in /)),
    requestsPerSecond: Number(find(/Requests\/sec:\s+([\d.]+)/)),
    p50Ms: toMs(find(/\s50%\s+(\S+)/)),
    p99Ms: toMs(find(/\s99%\s+(\S+)/)),
    errors: [...socketErrors, refusals].reduce((sum, count) => sum + Number(count), 0),
  }
}

const unitMs: Record<string, number> = { us: 0.001, ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

function toMs(duration: string): number {
  const [, amount, unit] = /^([\d.]+)(us|ms|s|m|h)$/.exec(duration) ?? []
  const factor = unitMs[unit ?? '']
  if (amount === undefined || factor === undefined) throw new Error(`wrk printed the duration "${duration}"`)
  return Number(amount) * factor
}
