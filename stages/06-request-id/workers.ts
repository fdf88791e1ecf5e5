// EDGE: several processes of this program on one port (SO_REUSEPORT: the kernel gives each connection to one of them), and
// the process above them: it serves nobody itself, starts again who dies, and stops all. They share no state.

import cluster from 'node:cluster'
import { type Address, demandFree } from '../01-echo/listener.ts'
import type { Running } from '../01-echo/program.ts'
import { Refusal } from '../01-echo/refusal.ts'
import { Backoff } from './backoff.ts'
import { StandardOutput } from './standard-output.ts'
import { type Lines, Worker, type WorkerEnd } from './worker.ts'

/** True in a process that `startWorkers` has started. */
export const isWorker = cluster.isWorker

/** A worker gives what is open 5 s to end; one that is still there then is killed. */
const STOP_MS = 5500

/**
 * Resolves when all of them listen.
 *
 * @param argv the command line, which each of them gets too
 * @throws Refusal when the address cannot be had, or what the first worker says that cannot start
 */
export async function startWorkers(count: number, { host, port }: Address, argv: readonly string[]): Promise<Running> {
  await demandFree({ host, port })
  const output = new StandardOutput()
  const crew = new Crew({
    out: output.write,
    errors: lines => process.stderr.write(lines),
  })
  // Silent: they write into pipes of ours. Who comes later is told the port that the first has found.
  cluster.setupPrimary({ silent: true, args: [...argv] })
  const portFound = await crew.start()
  cluster.setupPrimary({ silent: true, args: [...argv, '--port', String(portFound)] })
  await Promise.all(Array.from({ length: count - 1 }, () => crew.start()))
  const close = async () => {
    await crew.stop()
    await output.taken()
  }
  return { address: { host, port: portFound }, close }
}

class Crew {
  readonly #lines: Lines
  readonly #workers = new Set<Worker>()
  readonly #pauses = new Set<NodeJS.Timeout>()
  #isStopping = false

  constructor(lines: Lines) {
    this.#lines = lines
  }

  /** Starts one more, and from then on keeps one in its place. Rejects with a Refusal if it does not get to listen. */
  async start(): Promise<number> {
    const worker = this.#fork()
    const port = await worker.listening
    if (port === undefined) {
      const { how, lastWords } = await worker.ended
      await this.stop()
      throw new Refusal(lastWords.trim() || `a worker ended with ${how} before it listened`)
    }
    this.#keep(worker, new Backoff())
    return port
  }

  async stop(): Promise<void> {
    this.#isStopping = true
    for (const pause of this.#pauses) clearTimeout(pause)
    const tooLong = setTimeout(() => this.#signal('SIGKILL'), STOP_MS)
    this.#signal('SIGTERM')
    await Promise.all([...this.#workers].map(worker => worker.ended))
    clearTimeout(tooLong)
  }

  #signal(name: NodeJS.Signals): void {
    for (const worker of this.#workers) worker.signal(name)
  }

  #fork(): Worker {
    const worker = new Worker(this.#lines)
    this.#workers.add(worker)
    void worker.ended.then(() => this.#workers.delete(worker))
    return worker
  }

  #keep(worker: Worker, backoff: Backoff): void {
    void worker.ended.then(end => {
      if (!this.#isStopping) this.#replace(worker, end, backoff)
    })
  }

  #replace(worker: Worker, { how, lastWords }: WorkerEnd, backoff: Backoff): void {
    const livedMs = performance.now() - worker.startedAtMs
    const pauseMs = backoff.delayMs(livedMs)
    const lived = `worker ${worker.pid} ended with ${how} after ${(livedMs / 1000).toFixed(1)} s`
    this.#lines.errors(`${lastWords}${lived}; another one starts in ${pauseMs} ms\n`)
    const pause = setTimeout(() => {
      this.#pauses.delete(pause)
      this.#keep(this.#fork(), backoff)
    }, pauseMs)
    this.#pauses.add(pause)
  }
}
