// Knows what wrk prints and what the figures mean. Text in, numbers out.

export interface WrkFigures {
  /** Responses received. */
  readonly requests: number
  readonly requestsPerSecond: number
  readonly latencyMs: { readonly p50: number; readonly p90: number; readonly p99: number; readonly max: number }
  readonly errors: WrkErrors
}

export interface WrkErrors {
  readonly connect: number
  /** Failed reads and writes: the connection ended before the answer. */
  readonly cut: number
  readonly timeout: number
  /** Answers that are neither 2xx nor 3xx. */
  readonly status: number
}

/** Reads the output of `wrk --latency`. Throws an Error with the output where a figure is missing. */
export function parseWrkOutput(output: string): WrkFigures {
  const find = (pattern: RegExp): string => {
    const found = pattern.exec(output)?.[1]
    if (found === undefined) throw new Error(`wrk printed no ${pattern.source}:\n${output}`)
    return found
  }
  const [connect = 0, read = 0, write = 0, timeout = 0] =
    /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(output)?.slice(1).map(Number) ?? []
  return {
    requests: Number(find(/(\d+) requests in /)),
    requestsPerSecond: Number(find(/Requests\/sec:\s+([\d.]+)/)),
    latencyMs: {
      p50: toMs(find(/\s50%\s+(\S+)/)),
      p90: toMs(find(/\s90%\s+(\S+)/)),
      p99: toMs(find(/\s99%\s+(\S+)/)),
      // Of the threads' table: average, deviation, largest.
      max: toMs(find(/Latency\s+\S+\s+\S+\s+(\S+)/)),
    },
    errors: {
      connect,
      cut: read + write,
      timeout,
      status: Number(/Non-2xx or 3xx responses: (\d+)/.exec(output)?.[1] ?? 0),
    },
  }
}

const unitMs: Record<string, number> = { us: 0.001, ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

function toMs(duration: string): number {
  const [, amount, unit] = /^([\d.]+)(us|ms|s|m|h)$/.exec(duration) ?? []
  const factor = unitMs[unit ?? '']
  if (amount === undefined || factor === undefined) throw new Error(`wrk printed the duration "${duration}"`)
  return Number(amount) * factor
}
