// Knows how to run a stage as its users do: a process of its own, with a port and a conf file.

import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Program } from './running-program.ts'

export type { Exit, Program } from './running-program.ts'

const stagesRoot = fileURLToPath(new URL('../', import.meta.url))

export interface StartOptions {
  /** An object is written as JSON; a string is written as it is, for faulty ones. Absent: no `--conf`. */
  readonly conf?: object | string | undefined
  readonly args?: readonly string[]
}

/** Starts `stages/FOLDER/main.ts` on a free port and resolves when it listens. Use with `await using`. */
export function startStage(folder: string, options: StartOptions = {}): Promise<Program> {
  return startProgram(stageFile(folder), options)
}

/** The same for any file that Node runs. */
export async function startProgram(file: string, options: StartOptions = {}): Promise<Program> {
  const program = launch(file, { ...options, args: ['--port', '0', ...(options.args ?? [])] })
  try {
    await program.ready()
    return program
  } catch (error) {
    await program[Symbol.asyncDispose]()
    throw error
  }
}

export interface Run {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a stage that is expected to end by itself, as on a faulty conf. With `conf`, adds `--conf FILE` that holds it. */
export function runStage(folder: string, args: readonly string[], conf?: object | string): Promise<Run> {
  return runProgram(stageFile(folder), args, conf)
}

export async function runProgram(file: string, args: readonly string[], conf?: object | string): Promise<Run> {
  await using program = launch(file, { args, conf })
  const { code } = await program.ended()
  return { code, stdout: program.stdout(), stderr: program.stderr() }
}

function stageFile(folder: string): string {
  return join(stagesRoot, folder, 'main.ts')
}

function launch(file: string, { conf, args = [] }: StartOptions): Program {
  const directory = mkdtempSync(join(tmpdir(), 'hopwise-stage-'))
  const confFile = join(directory, 'servers.conf')
  if (conf !== undefined) writeFileSync(confFile, typeof conf === 'string' ? conf : JSON.stringify(conf))
  const confArgs = conf === undefined ? [] : ['--conf', confFile]
  const child = spawn(process.execPath, [file, ...confArgs, ...args], {
    // A group of its own, so that ending it ends its children, too.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return new Program(child, () => rmSync(directory, { recursive: true, force: true }))
}
