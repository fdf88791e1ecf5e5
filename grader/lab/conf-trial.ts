// Starts the program with a conf that it has to refuse, or to take, beside the world's own program; and ends it. EDGE:
// starts and ends processes, writes files.
import { rm } from 'node:fs/promises'
import { makeTemporaryFolder } from '../../backends/temporary-folder.ts'
import { must } from '../verdict.ts'
import type { Lab } from './lab.ts'
import { freePort } from './ports.ts'
import { launchProgram } from './program.ts'
import { whyNotReady } from './readiness.ts'
import type { World } from './world.ts'

/** A program has this long to refuse a conf, or to listen: CONTRACT, "Starting". */
export const TRIAL_MS = 10_000

export interface ConfTrial {
  /** It accepted a connection. It was ended then. */
  readonly listened: boolean
  /** Its exit status; null where a signal ended it, or it had not ended by itself. */
  readonly code: number | null
  /** It neither ended nor listened in time. */
  readonly hung: boolean
  /** The lines that it said last, of standard error if anything stands there. */
  readonly output: string
}

/** @param conf the file's text; null: there is no such file */
export async function tryConf(world: World, conf: string | null): Promise<ConfTrial> {
  const { subject, stage, host } = world
  // Both would want the same port, or the same file.
  if (subject.oneAtATime) await world.stopProgram()
  const directory = makeTemporaryFolder('hopwise-conf')
  try {
    const port = subject.fixedPort ?? (await freePort(host))
    const command = await subject.launch({ stage, host, port, conf, directory })
    await using program = await launchProgram(command, { host, port, directory, token: 'conf-trial' })
    const fault = await whyNotReady(program, TRIAL_MS)
    const hung = fault !== null && !program.hasExited
    const code = program.hasExited ? (await program.exited).code : null
    const output = program.output.lastWords(40)
    await program.stop({ graceMs: 0 })
    return { listened: fault === null, code, hung, output }
  } finally {
    await rm(directory, { recursive: true, force: true })
    if (subject.oneAtATime) await world.startProgram()
  }
}

/** Throws unless the program has ended by itself, with a status other than 0, before it listened. `what`: the conf. */
export function mustBeRefused({ listened, code, hung, output }: ConfTrial, what: string): void {
  const expected = 'one line that says what is wrong, and an exit status other than 0 before it listens'
  must(!listened, { reason: `the program listens although ${what}`, expected, actual: `it listens; ${said(output)}` })
  must(!hung, {
    reason: `the program hangs when ${what}`,
    expected,
    actual: `it runs and listens nowhere; ${said(output)}`,
  })
  must(code !== 0, { reason: `the program ends with status 0 although ${what}`, expected, actual: said(output) })
}

/** Tries each, and warns of complaints that are longer than a line. */
export async function mustRefuseConfs(
  lab: Lab,
  confs: readonly (readonly [what: string, conf: string | null])[],
): Promise<void> {
  for (const [what, conf] of confs) {
    const trial = await lab.tryConf(conf)
    mustBeRefused(trial, what)
    const lines = trial.output.split('\n').filter(line => line !== '')
    if (lines.length !== 1)
      lab.warn(`when ${what}, the program says ${lines.length} lines; one that names the fault is enough`)
  }
}

function said(output: string): string {
  return output === '' ? 'it said nothing' : `it said: ${output}`
}
