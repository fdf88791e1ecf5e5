// `npm run vm`: the lab VM. Only wires: reads the command line, does what the verb says, tells. Exit status: 0, or 2 with one line that
// says why not; of `ssh`, that of the command.
import { join } from 'node:path'
import { HELP } from './help.ts'
import { openLab } from './lab.ts'
import { readSettings, type Settings } from './settings.ts'
import { speaker } from './speaker.ts'
import { stopAtSignal } from './stop-signal.ts'
import { create } from './verbs/create.ts'
import { destroy } from './verbs/destroy.ts'
import { list } from './verbs/list.ts'
import { provision } from './verbs/provision.ts'
import { ssh } from './verbs/ssh.ts'
import { start } from './verbs/start.ts'
import { status } from './verbs/status.ts'
import { stop } from './verbs/stop.ts'
import { toFailureLine } from './vm-error.ts'

// Whoever reads us may go, as `head` does.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})

const VERBS = { list, create, start, stop, status, provision, ssh, destroy }

try {
  const settings = readSettings(process.argv.slice(2), process.env)
  if (settings === 'help') process.stdout.write(HELP)
  else process.exitCode = await run(settings)
} catch (failure) {
  const line = toFailureLine(failure)
  if (line === undefined) throw failure
  process.stderr.write(`vm: ${line}\n`)
  process.exitCode = 2
}

async function run(settings: Settings): Promise<number> {
  // With --json standard output is the result's alone.
  const { tell, tellProgress, end } = speaker(
    settings.json || settings.verb === 'ssh' ? process.stderr : process.stdout,
  )
  const root = join(import.meta.dirname, '..')
  // ssh has the terminal to itself: Ctrl-C is for whatever runs inside.
  const signal = stopAtSignal(settings.verb === 'ssh')
  try {
    const lab = await openLab(settings, { root, env: process.env, tell, tellProgress, signal })
    const result = await VERBS[settings.verb](lab)
    if (settings.json && typeof result === 'object') process.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
    return typeof result === 'number' ? result : 0
  } finally {
    end()
  }
}
