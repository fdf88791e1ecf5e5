// `npm run stage [N]`: the ladder, or one stage running. Only wires; open ladder.ts for what the stages are, launch.ts
// for how one runs. Exit status: the stage's own; 2 if it could not be started.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Chalk, chalkStderr, default as chalkStdout } from 'chalk'
import { UsageError } from '../backends/command-line.ts'
import { BackendError } from '../backends/running-backends.ts'
import { goOnUnread } from '../backends/unread.ts'
import { renderLadder } from './banner.ts'
import { LADDER } from './ladder.ts'
import { readStandings } from './last-check.ts'
import { launch } from './launch.ts'
import { HELP, readRequest } from './request.ts'

// chalk looks for a terminal and FORCE_COLOR, but not for NO_COLOR (no-color.org).
const plain = process.env.NO_COLOR ? new Chalk({ level: 0 }) : undefined

goOnUnread()
try {
  const request = readRequest(process.argv.slice(2), process.env)
  switch (request.show) {
    case 'ladder':
      process.stdout.write(renderLadder(LADDER, plain ?? chalkStdout, await lastCheck()))
      break
    case 'help':
      process.stdout.write(HELP)
      break
    case 'stage':
      process.exitCode = await launch(request, {
        stages: import.meta.dirname,
        defaultConf: join(import.meta.dirname, '..', 'conf', 'servers.conf'),
        errors: process.stderr,
        paint: plain ?? chalkStderr,
      })
  }
} catch (failure) {
  if (!(failure instanceof UsageError) && !(failure instanceof BackendError)) throw failure
  process.stderr.write(`stage: ${failure.message}\n`)
  process.exitCode = 2
}

async function lastCheck() {
  const file = join(import.meta.dirname, '..', '.hopwise', 'last-check.json')
  const text = await readFile(file, 'utf8').catch(() => undefined)
  return { standings: readStandings(text), msSince: (at: string) => Date.now() - Date.parse(at) }
}
