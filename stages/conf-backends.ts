// EDGE: reads a file, opens sockets. The backends of the default conf: which answer, and embedded ones in place of those
// that do not, so that a student's first `npm run stage 3` works on a machine with nothing set up.
import { readFile } from 'node:fs/promises'
import * as v from 'valibot'
import { startEmbedded } from '../backends/embedded.ts'
import { accepts } from '../backends/port.ts'
import type { RunningBackends } from '../backends/running-backends.ts'
import type { RunningBackend } from './banner.ts'

// Only what is needed here. Whether the rest of the file is right is for the stage to say, in its own words.
const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535))
const Conf = v.object({ backend_servers: v.array(v.object({ ip: v.string(), port })) })

/** The backends that `file` names and whether they answer; none if it cannot be read. */
export async function confBackends(file: string): Promise<RunningBackend[]> {
  const conf = v.safeParse(
    Conf,
    await readFile(file, 'utf8')
      .then(JSON.parse)
      .catch(() => undefined),
  )
  if (!conf.success) return []
  return Promise.all(
    conf.output.backend_servers.map(async ({ ip, port }) => {
      return { ip, port, state: (await accepts(ip, port)) ? ('answers' as const) : ('silent' as const) }
    }),
  )
}

export interface StandIns extends AsyncDisposable {
  readonly backends: readonly RunningBackend[]
}

/**
 * Starts an embedded backend for every silent one of this machine. Rejects with BackendError. Other machines' silent
 * backends stay silent: we cannot listen on their addresses.
 */
export async function standInForSilent(backends: readonly RunningBackend[]): Promise<StandIns> {
  await using started = new AsyncDisposableStack()
  const result: RunningBackend[] = []
  for (const backend of backends) {
    const isOurs = backend.state === 'silent' && isLoopback(backend.ip)
    if (isOurs) started.use(await embeddedAt(backend))
    result.push(isOurs ? { ...backend, state: 'embedded' } : backend)
  }
  const kept = started.move()
  return { backends: result, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

function embeddedAt({ ip, port }: RunningBackend): Promise<RunningBackends> {
  return startEmbedded([port], { host: ip })
}

function isLoopback(ip: string): boolean {
  return ip === 'localhost' || ip === '::1' || ip.startsWith('127.')
}
