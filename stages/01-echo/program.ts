// EDGE: a stage as a process: one line when it is ready, one line when it cannot start, a clean stop on a signal.
// Standard output stays free for what the stage itself has to say there.

import { Refusal } from './refusal.ts'

/** What a running stage is to its process. */
export interface Running {
  readonly address: { readonly host: string; readonly port: number }
  close(): Promise<void>
}

/**
 * Runs a stage until SIGINT or SIGTERM. Exit status: 0 after a stop that was asked for, 2 when it could not start.
 *
 * @param start reads the command line, listens, and answers with what is running
 */
export async function runProgram(start: (argv: readonly string[]) => Promise<Running>): Promise<void> {
  try {
    const running = await start(process.argv.slice(2))
    let isStopping = false
    const stop = () => {
      // A second signal changes nothing: a stop has an end of its own.
      if (isStopping) return
      isStopping = true
      // A stop that goes wrong is no clean end: nobody catches what is thrown, and the status says so.
      running.close().then(() => process.exit(0))
    }
    process.on('SIGTERM', stop)
    process.on('SIGINT', stop)
    const { host, port } = running.address
    console.error(`listening on ${host.includes(':') ? `[${host}]` : host}:${port}`)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    console.error(error.message)
    process.exit(2)
  }
}
