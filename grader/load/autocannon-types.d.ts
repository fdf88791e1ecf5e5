// What the grader uses of autocannon, which brings no types of its own.
declare module 'autocannon' {
  interface Options {
    readonly url: string
    readonly connections: number
    readonly duration: number
    readonly timeout: number
    readonly workers: number
    /** How often it looks whether its time is over, in ms. */
    readonly sampleInt: number
    readonly headers: Readonly<Record<string, string>>
    /** A new connection after so many requests. */
    readonly reconnectRate?: number
  }

  interface Result {
    readonly start: Date
    readonly finish: Date
    readonly requests: { readonly total: number }
    readonly latency: { readonly p50: number; readonly p90: number; readonly p99: number; readonly max: number }
    /** Timeouts among them. */
    readonly errors: number
    readonly timeouts: number
    readonly non2xx: number
  }

  interface Instance extends PromiseLike<Result> {
    stop(): void
  }

  export default function autocannon(options: Options): Instance
}
