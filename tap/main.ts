// `npm run tap`: a recording relay, until Ctrl-C. Only wires: reads the command line, listens, says what is in the file. What it
// says goes to standard error, for the capture may go to standard output. Exit status 0; 2 if it could not start or write.
import { UsageError } from '../backends/command-line.ts'
import { outliveSecondSignal } from '../backends/npm.ts'
import { freePort } from '../backends/port.ts'
import { BackendError } from '../backends/running-backends.ts'
import { goOnUnread } from '../backends/unread.ts'
import { HELP, readTapOptions, type TapOptions } from './options.ts'
import { createRecorder } from './recorder.ts'
import { Session } from './session.ts'
import { startTap } from './tap.ts'
import { aboutCapture, summary } from './words.ts'

const say = (line: string) => void process.stderr.write(`tap: ${line}\n`)

goOnUnread()
try {
  const options = readTapOptions(process.argv.slice(2), process.env)
  if (options === 'help') process.stdout.write(HELP)
  else process.exitCode = await record(options)
} catch (failure) {
  if (!(failure instanceof UsageError) && !(failure instanceof BackendError)) throw failure
  say(failure.message)
  process.exitCode = 2
}

async function record(options: TapOptions): Promise<number> {
  const stopAsked = firstSignal()
  const { file, to, listen } = options
  // Before the file is written over.
  await freePort(listen.port, listen.host)
  const recorder = await createRecorder(file, say)
  const session = new Session(recorder, aboutCapture([`Everything that went to ${to.host}:${to.port} through a tap.`]))
  const tap = await startTap(options, session)
  say(
    `${listen.host}:${tap.port} passes everything on to ${to.host}:${to.port} and records it in ${file}; Ctrl-C ends it`,
  )
  await stopAsked
  await tap.close()
  const losses = await recorder.close()
  for (const line of summary(file, session.connections, losses)) say(line)
  await outliveSecondSignal(process.env)
  return losses.failure === undefined ? 0 : 2
}

function firstSignal(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve())
  return promise
}
