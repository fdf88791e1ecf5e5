// One program that is graded, as a running thing: what it uses, how it is signalled, how it and all that it left behind is
// ended. EDGE: starts and ends processes, reads the clock.
import { constants } from 'node:os'
import { atTheEnd } from '../../backends/last-resort.ts'
import type { Containment, LaunchCommand } from '../subject.ts'
import { CannotGrade } from '../verdict.ts'
import { endProgram } from './ending.ts'
import { type Child, commandLine, launch, newMark } from './launch.ts'
import { type Listener, listeners, listenersOf } from './listeners.ts'
import { Output } from './output.ts'
import { cpuMs, descriptors, memoryBytes } from './process-tree.ts'
import { ProcessesOfProgram, send } from './processes-of-program.ts'
import { whyNotReady } from './readiness.ts'
import { type UseWatch, watchUse } from './use-watch.ts'

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
  const child = await launch(command, { directory: options.directory, mark })
  return new Program(child, mark, options, command.containment)
}

/** Use `startProgram`. The meters answer `undefined` where the system does not tell (only Linux tells all). */
export class Program {
  readonly host: string
  readonly port: number
  readonly output: Output
  /** Never rejects. */
  readonly exited: Promise<Exit>
  /** From the start until its port accepted a connection. */
  startUpMs = 0
  #exit: Exit | undefined
  #stopping: Promise<string[]> | undefined
  readonly #startedPid: number
  #pid: number | undefined
  readonly #processes: ProcessesOfProgram
  readonly #watch: UseWatch
  readonly #takeBack: () => void

  constructor(child: Child, mark: string, { host, port }: ProgramOptions, containment?: Containment) {
    this.#startedPid = child.pid
    this.host = host
    this.port = port
    this.output = new Output(child.stdout, child.stderr)
    this.exited = new Promise(resolve =>
      child.once('exit', (code, signal) => {
        this.#exit = {
          ...(containment?.depth ? asToldBySandbox(code, signal) : { code, signal }),
          atMs: performance.now(),
        }
        this.#watch.end()
        resolve(this.#exit)
      }),
    )
    this.#processes = new ProcessesOfProgram(child.pid, mark, containment?.depth)
    this.#watch = watchUse(containment, this.#processes, this.output)
    this.#takeBack = atTheEnd(() => this.#processes.kill())
  }

  /** Of the program itself; as long as it has not begun, of the sandbox that starts it. */
  get pid(): number {
    this.#pid ??= this.#processes.main()
    return this.#pid ?? this.#startedPid
  }

  /** Why the lab ended it, as a clause: it used more than it may. Null where it did not. */
  get breach(): string | null {
    return this.#watch.breach
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

// sh(1) and bwrap(1) say so of whom a signal has ended.
const BY_SIGNAL = 128

function asToldBySandbox(code: number | null, signal: NodeJS.Signals | null): Omit<Exit, 'atMs'> {
  const [name] = Object.entries(constants.signals).find(([, number]) => number + BY_SIGNAL === code) ?? []
  return name === undefined ? { code, signal } : { code: null, signal: name as NodeJS.Signals }
}
