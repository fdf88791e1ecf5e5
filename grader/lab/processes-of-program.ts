// Finds and kills every process that comes from one program, also those that left its group or its session, or lost their
// parent. Knows them by descent, group, session and mark. EDGE: reads /proc, sends signals, reads the clock.
import { setTimeout as pause } from 'node:timers/promises'
import { MARK } from './launch.ts'
import { allProcesses, hasProc, type ProcessRow, processRow, readProc } from './process-table.ts'
import { pidsOf } from './process-tree.ts'

// What the kernel may take to carry out SIGKILL on a machine that is busy with other things.
const KILL_MS = 5000
const LOOK_AGAIN_MS = 10
// And for an execve.
const EXEC_MS = 200
// The kernel's own processes never have an environment; Linux has them all below kthreadd.
const KERNEL_THREADS = 2
const SANDBOX = 'bwrap'

export class ProcessesOfProgram {
  readonly pid: number
  readonly #mark: string
  /** Undefined if the program had ended before it could be looked at. */
  readonly #startedAtTicks: number | undefined
  /** Every process once seen that is the program's, with the time of its start: pids come again. */
  readonly #seen = new Map<number, number>()

  /** Of what was started, how many processes stand above the program: those of its sandbox. */
  readonly #depth: number
  /** Of a sandbox, its first process. */
  #first: number | undefined

  /** `pid` has just been started as the leader of a group of its own; `mark` is the value of its mark, and nobody else's. */
  constructor(pid: number, mark: string, depth = 0) {
    this.pid = pid
    this.#mark = mark
    this.#depth = depth
    this.#startedAtTicks = processRow(pid)?.startedAtTicks
    if (this.#startedAtTicks !== undefined) this.#seen.set(pid, this.#startedAtTicks)
  }

  /** The program and its descendants, itself first. Cheap. */
  tree(): number[] {
    return this.#whole().slice(this.#depth)
  }

  /** The program's first process; undefined before it has begun, and after it has ended. */
  main(): number | undefined {
    return this.tree()[0]
  }

  /** With the sandbox around it, which stands first: one process in another. */
  #whole(): number[] {
    if (!isSame(processRow(this.pid), this.#startedAtTicks)) return []
    const pids = pidsOf(this.pid)
    for (const pid of pids.filter(each => !this.#seen.has(each))) {
      const row = processRow(pid)
      if (row !== undefined) this.#seen.set(pid, row.startedAtTicks)
    }
    if (this.#depth > 0) this.#first ??= pids[1]
    return pids
  }

  /** Whatever of it still runs, wherever it has gone. Looks at every process of the machine. */
  all(): ProcessRow[] {
    return this.withoutSandbox(this.#look().ours)
  }

  /** `rows` without the processes of the sandbox, by their name. */
  withoutSandbox(rows: readonly ProcessRow[]): ProcessRow[] {
    return rows.filter(({ name }) => this.#depth === 0 || name !== SANDBOX)
  }

  /**
   * Resolves with nobody as soon as nobody is left, else at the deadline (of `performance.now()`) with who is. A moment
   * longer if it cannot be told of a process yet whose it is.
   */
  async survivors(deadline: number): Promise<ProcessRow[]> {
    const clearBy = Math.max(deadline, performance.now() + EXEC_MS)
    for (;;) {
      const { ours, unclear } = this.#look()
      const now = performance.now()
      if (ours.length > 0 ? now >= deadline : unclear === 0 || now >= clearBy) return ours
      await pause(LOOK_AGAIN_MS)
    }
  }

  #look(): { ours: ProcessRow[]; unclear: number } {
    const inTree = new Set(this.#whole())
    const table = allProcesses()
    // Nobody can lead a new group of this number while one of the old group lives; a new leader proves that all are gone.
    const leader = table.get(this.pid)
    const isGroupOurs = leader === undefined || isSame(leader, this.#startedAtTicks)
    let unclear = 0
    const ours = [...table.values()].filter(row => {
      if (row.hasEnded || row.pid === process.pid) return false
      if (inTree.has(row.pid) || isSame(row, this.#seen.get(row.pid))) return true
      if (isGroupOurs && (row.group === this.pid || row.session === this.pid)) return true
      const marked = this.#isMarked(row)
      if (marked === undefined) unclear += 1
      return marked === true
    })
    // By the next look it may have lost its mark: by execve(2), or because it is in the midst of dying.
    for (const { pid, startedAtTicks } of ours) this.#seen.set(pid, startedAtTicks)
    return { ours, unclear }
  }

  /** SIGKILL to the group and to whatever else of it is found now. */
  kill(): void {
    this.#killSandbox()
    const others = this.#look().ours
    // Where there is no telling the members of the group, it is killed unseen.
    if (others.length > 0 || !hasProc) send(-this.pid, 'SIGKILL')
    for (const { pid } of others) send(pid, 'SIGKILL')
  }

  /** Its first process takes all others with it at once, before anybody has looked for them: those of a fork bomb leave no time for that. */
  #killSandbox(): void {
    const first = this.#first
    if (first !== undefined && isSame(processRow(first), this.#seen.get(first))) send(first, 'SIGKILL')
  }

  /** Again and again, since a process may make another one between the look and the kill. Resolves with who could not be killed. */
  async killAll(): Promise<ProcessRow[]> {
    const deadline = performance.now() + KILL_MS
    for (;;) {
      this.kill()
      const left = await this.survivors(performance.now() + LOOK_AGAIN_MS)
      if (left.length === 0 || performance.now() >= deadline) return left
    }
  }

  /** Undefined while it cannot be told: a process in the midst of execve(2) has no environment for a moment. */
  #isMarked(row: ProcessRow): boolean | undefined {
    const isOlder = row.startedAtTicks < (this.#startedAtTicks ?? 0)
    if (isOlder || row.parent === KERNEL_THREADS) return false
    const environment = readProc(`${row.pid}/environ`)
    if (environment === '') return undefined
    return environment?.split('\0').includes(`${MARK}=${this.#mark}`) ?? false
  }
}

/** False if there is nobody (any more) to send it to. */
export function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}

function isSame(row: ProcessRow | undefined, startedAtTicks: number | undefined): boolean {
  return row !== undefined && startedAtTicks !== undefined && row.startedAtTicks === startedAtTicks
}
