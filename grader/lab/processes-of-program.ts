// Finds and kills every process that comes from one program, also those that left its group or its session, or lost their
// parent. Knows them by descent, group, session and mark. EDGE: reads /proc, sends signals, reads the clock.
import { setTimeout as pause } from 'node:timers/promises'
import { MARK } from './launch.ts'
import { allProcesses, hasProc, type ProcessRow, processRow, readProc } from './process-table.ts'
import { pidsOf } from './process-tree.ts'

// What the kernel may take to carry out SIGKILL on a machine that is busy with other things.
const KILL_MS = 5000
const LOOK_AGAIN_MS = 10

export class ProcessesOfProgram {
  readonly pid: number
  readonly #mark: string
  /** Undefined if the program had ended before it could be looked at. */
  readonly #startedAtTicks: number | undefined
  /** Every process once seen below the program, with the time of its start: pids come again. */
  readonly #seen = new Map<number, number>()

  /** `pid` has just been started as the leader of a group of its own; `mark` is the value of its mark, and nobody else's. */
  constructor(pid: number, mark: string) {
    this.pid = pid
    this.#mark = mark
    this.#startedAtTicks = processRow(pid)?.startedAtTicks
    if (this.#startedAtTicks !== undefined) this.#seen.set(pid, this.#startedAtTicks)
  }

  /** The program and its descendants, itself first. Cheap. */
  tree(): number[] {
    if (!isSame(processRow(this.pid), this.#startedAtTicks)) return []
    const pids = pidsOf(this.pid)
    for (const pid of pids.filter(each => !this.#seen.has(each))) {
      const row = processRow(pid)
      if (row !== undefined) this.#seen.set(pid, row.startedAtTicks)
    }
    return pids
  }

  /** Whatever of it still runs, wherever it has gone. Looks at every process of the machine. */
  all(): ProcessRow[] {
    const inTree = new Set(this.tree())
    const table = allProcesses()
    // Nobody can lead a new group of this number while one of the old group lives; a new leader proves that all are gone.
    const leader = table.get(this.pid)
    const isGroupOurs = leader === undefined || isSame(leader, this.#startedAtTicks)
    return [...table.values()].filter(row => {
      if (row.hasEnded || row.pid === process.pid) return false
      if (inTree.has(row.pid) || isSame(row, this.#seen.get(row.pid))) return true
      if (isGroupOurs && (row.group === this.pid || row.session === this.pid)) return true
      return this.#isMarked(row)
    })
  }

  /** SIGKILL to the group and to whatever else of it is found now. */
  kill(): void {
    const others = this.all()
    // Where there is no telling the members of the group, it is killed unseen.
    if (others.length > 0 || !hasProc) send(-this.pid, 'SIGKILL')
    for (const { pid } of others) send(pid, 'SIGKILL')
  }

  /** Again and again, since a process may make another one between the look and the kill. Resolves with who could not be killed. */
  async killAll(): Promise<ProcessRow[]> {
    const deadline = performance.now() + KILL_MS
    for (;;) {
      this.kill()
      const left = this.all()
      if (left.length === 0 || performance.now() >= deadline) return left
      await pause(LOOK_AGAIN_MS)
    }
  }

  #isMarked(row: ProcessRow): boolean {
    if (row.startedAtTicks < (this.#startedAtTicks ?? 0)) return false
    return readProc(`${row.pid}/environ`)?.split('\0').includes(`${MARK}=${this.#mark}`) ?? false
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
