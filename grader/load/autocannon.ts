// Knows how to let autocannon make a load, in a thread of its own: the embedded web servers live in this one. EDGE: opens
// sockets, starts threads.
import manifest from 'autocannon/package.json' with { type: 'json' }
import { Undecided } from '../verdict.ts'
import type { Generator, LoadPlan, Measured } from './generator.ts'

const TIMEOUT_SECONDS = 5
const LOOK_MS = 100

export function autocannonGenerator(): Generator {
  return { name: `autocannon ${manifest.version}`, provesCuts: false, run }
}

async function run({ url, clients, seconds, closes, signal }: LoadPlan): Promise<Measured> {
  // Not above: it takes long to load, and most runs make no load.
  const { default: autocannon } = await import('autocannon')
  const running = autocannon({
    url,
    connections: clients,
    duration: seconds,
    timeout: TIMEOUT_SECONDS,
    workers: 1,
    sampleInt: LOOK_MS,
    headers: closes ? { Connection: 'close' } : {},
    // It would send the next request on a connection that is being closed.
    ...(closes && { reconnectRate: 1 }),
  })
  const stop = () => running.stop()
  signal?.addEventListener('abort', stop, { once: true })
  try {
    const { requests, latency, errors, timeouts, non2xx, start, finish } = await running
    const { p50, p90, p99, max } = latency
    return {
      requestsPerSecond: (1000 * requests.total) / Math.max(1, finish.getTime() - start.getTime()),
      latencyMs: { p50, p90, p99, max },
      errors: { connect: 0, cut: errors - timeouts, timeout: timeouts, status: non2xx },
    }
  } catch (error) {
    throw new Undecided(`autocannon failed: ${(error as Error).message}`)
  } finally {
    signal?.removeEventListener('abort', stop)
  }
}
