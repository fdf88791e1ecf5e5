// Asks at a steady rate, 2 % of it for what is 50 ms late, and tells the latency of the rest. Arguments: port, connections,
// seconds, requests a second, seed. Prints one line of JSON. EDGE: a program of its own.
//
// Requests are due at times that do not depend on answers: an open loop. A millisecond's requests set out together, on any
// connection that is free. If none is, they wait, and their time runs. Only the lateness of this very program is not
// counted: it is nobody's fault but its own. Each target is asked for once, and the answer must name it (X-Asked).

import { MixConnection } from './mix-connection.ts'

const [port = 0, connections = 0, seconds = 0, rate = 0, seed = 1] = process.argv.slice(2).map(Number)
const slowShare = 0.02
/** What is not answered then counts as an error. */
const patienceMs = 5000

/** The same for every subject of a round: Lehmer's generator. */
let state = (seed * 48_271) % 2_147_483_647
function random(): number {
  state = (state * 48_271) % 2_147_483_647
  return state / 2_147_483_647
}

interface Due {
  readonly target: string
  readonly atMs: number
}

const fastMs: number[] = []
const waiting: Due[] = []
let nextWaiting = 0
let [sent, done, errors] = [0, 0, 0]

const free = Array.from({ length: connections }, () => new MixConnection(port))

function setOut(): void {
  while (nextWaiting < waiting.length && free.length > 0) {
    const connection = free.pop()
    const due = waiting[nextWaiting]
    nextWaiting += 1
    if (connection === undefined || due === undefined) return
    connection.ask(due.target, isRight => {
      done += 1
      if (!isRight) errors += 1
      else if (!due.target.startsWith('/slow')) fastMs.push(performance.now() - due.atMs)
      free.push(connection)
      setOut()
    })
  }
}

const startedAtMs = performance.now()
await new Promise<void>(resolve => {
  const ticks = setInterval(() => {
    const now = performance.now()
    const elapsedMs = now - startedAtMs
    if (elapsedMs < seconds * 1000) {
      const until = Math.floor((elapsedMs / 1000) * rate)
      for (; sent < until; sent += 1) {
        waiting.push({ target: random() < slowShare ? `/slow?${sent}` : `/?${sent}`, atMs: now })
      }
      setOut()
    } else if (done === sent || elapsedMs > seconds * 1000 + patienceMs) {
      clearInterval(ticks)
      resolve()
    }
  }, 1)
})

// Not answered at all: that is an error, and as late as can be.
const missing = sent - done
errors += missing
for (let nth = 0; nth < missing * (1 - slowShare); nth += 1) fastMs.push(patienceMs)
fastMs.sort((a, b) => a - b)
const percentile = (share: number) => fastMs[Math.min(fastMs.length - 1, Math.floor(fastMs.length * share))] ?? null
const report = {
  requests: done - (errors - missing),
  seconds,
  p50Ms: percentile(0.5),
  p90Ms: percentile(0.9),
  p99Ms: percentile(0.99),
  maxMs: percentile(1),
  errors,
}
process.stdout.write(`${JSON.stringify(report)}\n`, () => process.exit())
