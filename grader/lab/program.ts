// One program that is graded, as a running thing: what it uses, how it is signalled, how it and all that it left behind is
// ended. EDGE: starts and ends processes, reads the clock.
import { atTheEnd } from '../../backends/last-resort.ts'
import type { LaunchCommand } from '../subject.ts'
import { CannotGrade } from '../verdict.ts'
import { endProgram } from './ending.ts'
import { type Child, commandLine, launch, newMark } from './launch.ts'
import { type Listener, listeners, listenersOf } from './listeners.ts'
import { Output } from './output.ts'
import { cpuMs, descriptors, memoryBytes } from './process-tree.ts'
import { ProcessesOfProgram, send } from './processes-of-program.ts'
import { whyNotReady } from './readiness.ts'

export interface ProgramOptions {
  /** Where it is expected to listen, as its command tells it. */
  readonly host: string
  readonly port: number
  /** How long it may take until it accepts a connection; default 10 000. */
  readonly readyMs?: number
  /** A fresh folder, its HOME and TMPDIR. */
  readonly directory: string
  /** Marks its processes. Of characters that need no quoting. */
  readonly token: string
}

export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** When it was noticed, on the clock of `performance.now()`. */
  readonly atMs: number
}

/**
 * Starts the program and waits until it accepts a connection on its port. Rejects with CannotGrade, one line: there is no
 * such program, it ended before, or nothing listened in time. Nothing of it is left then.
 */
export async function startProgram(command: LaunchCommand, options: ProgramOptions): Promise<Program> {
  const startedAtMs = performance.now()
  const program = await launchProgram(command, options)
  const fault = await whyNotReady(program, options.readyMs ?? 10_000)
  program.startUpMs = performance.now() - startedAtMs
  if (fault === null) return program
  await program.stop({ graceMs: 0 })
  throw new CannotGrade(`${commandLine(command)}: ${fault}`)
}

/** Starts it and waits for nothing: for a program that may have reasons not to listen. */
export async function launchProgram(command: LaunchCommand, options: ProgramOptions): Promise<Program> {
  const mark = newMark(options.token)
  return new Program(await launch(command, { directory: options.directory, mark }), mark, options)
}

/** Use `startProgram`. The meters answer `undefined` where the system does not tell (only Linux tells all). */
export class Program {
  readonly pid: number
  readonly host: string
  readonly port: number
  readonly output: Output
  /** Never rejects. */
  readonly exited: Promise<Exit>
  /** From the start until its port accepted a connection. */
  startUpMs = 0
  #exit: Exit | undefined
  #stopping: Promise<string[]> | undefined
  readonly #processes: ProcessesOfProgram
  readonly #takeBack: () => void

  constructor(child: Child, mark: string, { host, port }: ProgramOptions) {
    this.pid = child.pid
    this.host = host
    this.port = port
    this.output = new Output(child.stdout, child.stderr)
    this.exited = new Promise(resolve =>
      child.once('exit', (code, signal) => {
        this.#exit = { code, signal, atMs: performance.now() }
        resolve(this.#exit)
      }),
    )
    this.#processes = new ProcessesOfProgram(child.pid, mark)
    this.#takeBack = atTheEnd(() => this.#processes.kill())
  }

  get hasExited(): boolean {
    return this.#exit !== undefined
  }

  /** The program and its descendants, itself first; empty when it has ended. */
  pids(): number[] {
    return this.#processes.tree()
  }

  /** Also those that left its group or lost their parent. Dearer than `pids`: looks at every process of the machine. */
  allPids(): number[] {
    return this.#processes.all().map(row => row.pid)
  }

  memoryBytes(): number | undefined {
    return memoryBytes(this.pids())
  }

  descriptors(): number | undefined {
    return descriptors(this.pids())
  }

  cpuMs(): number | undefined {
    return cpuMs(this.pids())
  }

  /** Which of its processes listen on its port. */
  listeningPids(): number[] | undefined {
    return listenersOf(this.port, this.pids())
  }

  listeners(): Listener[] | undefined {
    return listeners(this.pids())
  }

  /** To the program's own process. False if it has ended. */
  signal(name: NodeJS.Signals): boolean {
    return !this.hasExited && send(this.pid, name)
  }

  /**
   * SIGTERM to the program, and graceMs for it and all its processes to go; then SIGKILL to whatever is left. Resolves,
   * when all are gone, with a line for each thing that was left behind. The second call gets the first one's answer.
   */
  stop({ graceMs = 2000 }: { readonly graceMs?: number } = {}): Promise<string[]> {
    this.#stopping ??= endProgram(this, this.#processes, graceMs).finally(this.#takeBack)
    return this.#stopping
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }
}
