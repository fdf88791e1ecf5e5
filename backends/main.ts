// `npm run backends`: local backends alone, until Ctrl-C. Only wires: reads the command line, starts, says what runs
// where, stops. Exit status 0 after a clean stop, 2 if it could not start.
import { UsageError } from './command-line.ts'
import { startEmbedded } from './embedded.ts'
import { startNginx } from './nginx.ts'
import { outliveSecondSignal } from './npm.ts'
import { BackendError, type RunningBackends } from './running-backends.ts'
import { HELP, readSettings, type Settings } from './settings.ts'
import { goOnUnread } from './unread.ts'

goOnUnread()
try {
  const settings = readSettings(process.argv.slice(2), process.env)
  if (settings === 'help') process.stdout.write(HELP)
  else await serve(settings)
} catch (failure) {
  if (!(failure instanceof UsageError) && !(failure instanceof BackendError)) throw failure
  process.stderr.write(`backends: ${failure.message}\n`)
  process.exitCode = 2
}

async function serve({ kind, ports }: Settings): Promise<void> {
  const stopAsked = firstSignal()
  const backends = await (kind === 'nginx' ? startNginx(ports) : startEmbedded(ports))
  process.stdout.write(summary(backends))
  await stopAsked
  await backends.close()
  await outliveSecondSignal(process.env)
}

function summary({ kind, ports }: RunningBackends): string {
  const where = ports.map(port => `  http://127.0.0.1:${port}/`).join('\n')
  const files = '/hello.txt /1k.bin /64k.bin /1m.bin /10m.bin'
  return `${kind} backends, each with ${files}${kind === 'embedded' ? ' and /echo' : ''}:
${where}
Try: curl -i http://127.0.0.1:${ports[0]}/
Ctrl-C stops them.
`
}

function firstSignal(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve())
  return promise
}
