// Taps around one stage: before each of its backends, and, once it listens, before the stage itself. EDGE: opens sockets, writes
// files.
import { rmSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { atTheEnd } from '../backends/last-resort.ts'
import { freePort } from '../backends/port.ts'
import { makeTemporaryFolder } from '../backends/temporary-folder.ts'
import { createRecorder } from '../tap/recorder.ts'
import { Session } from '../tap/session.ts'
import { startTap, type Tap } from '../tap/tap.ts'
import { aboutCapture, summary } from '../tap/words.ts'
import type { RunningBackend } from './banner.ts'

const OWN_HOST = '127.0.0.1'

export interface TapRequest {
  readonly file: string
  /** Where clients come. */
  readonly host: string
  readonly port: number
  readonly conf: string
  /** Those of the conf, in order; none where the conf cannot be read. */
  readonly backends: readonly RunningBackend[]
  /** About what the capture is, for the capture itself. */
  readonly what: string
  readonly say: (line: string) => void
}

export interface Taps extends AsyncDisposable {
  /** Where the stage is to listen, and with which conf: behind the one tap, before the others. */
  readonly host: string
  readonly port: number
  readonly conf: string
  /** The stage listens on `port`: from now on clients are let through. Resolves to the port where they come. */
  open(port: number): Promise<number>
}

/** Rejects with BackendError. Disposed of, it has written the file and says what is in it. */
export async function tapAround(request: TapRequest): Promise<Taps> {
  const { file, host, backends, say } = request
  await using started = new AsyncDisposableStack()
  // Before anything is written over.
  const port = await freePort(request.port, host)
  const recorder = await createRecorder(file, say)
  const session = new Session(recorder, aboutCapture([request.what]))
  started.defer(async () => {
    const losses = await recorder.close()
    for (const line of summary(file, session.connections, losses)) say(line)
  })
  const ports: number[] = []
  for (const [index, { ip, port: to }] of backends.entries()) {
    const plan = { listen: { host: OWN_HOST, port: 0 }, to: { host: ip, port: to }, target: index + 1 }
    ports.push(hold(started, await startTap(plan, session)).port)
  }
  const conf = ports.length === 0 ? request.conf : await confFor(request.conf, ports, started)
  const kept = started.move()
  return {
    host: OWN_HOST,
    port: 0,
    conf,
    async open(stagePort) {
      const to = { host: OWN_HOST, port: stagePort }
      return hold(kept, await startTap({ listen: { host, port }, to, target: 'proxy', shownPort: port }, session)).port
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

function hold(stack: AsyncDisposableStack, tap: Tap): Tap {
  stack.defer(() => tap.close())
  return tap
}

/** The same conf with the taps in place of the backends: all else in it stays. */
async function confFor(file: string, ports: readonly number[], stack: AsyncDisposableStack): Promise<string> {
  const conf = JSON.parse(await readFile(file, 'utf8'))
  const backend_servers = conf.backend_servers.map((backend: object, index: number) => {
    return { ...backend, ip: OWN_HOST, port: ports[index] }
  })
  const folder = makeTemporaryFolder('hopwise-tap')
  const takeBack = atTheEnd(() => rmSync(folder, { recursive: true, force: true }))
  stack.defer(() => rm(folder, { recursive: true, force: true }).finally(takeBack))
  const tapped = join(folder, basename(file))
  await writeFile(tapped, JSON.stringify({ ...conf, backend_servers }, undefined, 2))
  return tapped
}
