// What the system knows of its processes: one row each, from Linux's /proc, elsewhere from `ps`. Knows nothing of
// programs that are graded. EDGE: reads /proc, runs ps.
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'

export interface ProcessRow {
  readonly pid: number
  readonly parent: number
  /** Process group, and session: 0 where it cannot be known. */
  readonly group: number
  readonly session: number
  /** Ended, and only waiting for its parent to take notice. */
  readonly hasEnded: boolean
  /** With the pid it names a process for ever: pids come again. Ticks since the system started; 0 where unknown. */
  readonly startedAtTicks: number
  /** User and system time, that of children that were waited for included. */
  readonly cpuMs: number
  /** The name of the program's file, at most 15 characters on Linux. */
  readonly name: string
}

export const hasProc = existsSync('/proc/self/stat')

// USER_HZ: what /proc counts in has been 100 a second on every Linux that Node runs on.
const MS_PER_TICK = 10

/** Undefined if there is no such process (any more). */
export function processRow(pid: number): ProcessRow | undefined {
  if (!hasProc) return allProcesses().get(pid)
  const line = readProc(`${pid}/stat`)
  return line === undefined ? undefined : parseStat(line)
}

/** By pid. Empty where neither /proc nor ps can be asked. */
export function allProcesses(): ReadonlyMap<number, ProcessRow> {
  const rows = hasProc ? rowsOfProc() : rowsOfPs()
  return new Map(rows.map(row => [row.pid, row]))
}

/** A file below /proc, undefined if it cannot be read: the process is gone, or somebody else's. */
export function readProc(path: string): string | undefined {
  try {
    return readFileSync(`/proc/${path}`, 'utf8')
  } catch {
    return undefined
  }
}

/** One line of /proc/PID/stat, proc_pid_stat(5). The name stands in parentheses and may hold blanks and parentheses of its own. */
export function parseStat(line: string): ProcessRow {
  const [open, close] = [line.indexOf('('), line.lastIndexOf(')')]
  // The field behind the name is number 3 in the manual.
  const fields = line.slice(close + 2).split(' ')
  const field = (number: number) => Number(fields[number - 3])
  return {
    pid: Number(line.slice(0, open)),
    name: line.slice(open + 1, close),
    hasEnded: fields[0] === 'Z' || fields[0] === 'X',
    parent: field(4),
    group: field(5),
    session: field(6),
    cpuMs: (field(14) + field(15) + field(16) + field(17)) * MS_PER_TICK,
    startedAtTicks: field(22),
  }
}

/** One line of `ps -axo pid=,ppid=,pgid=,state=,time=,comm=`. Undefined if it is none. */
export function parsePsLine(line: string): ProcessRow | undefined {
  const [, pid, parent, group, state = '', time = '', name = ''] =
    /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+([\d:.,-]+)\s+(.*)$/.exec(line) ?? []
  if (pid === undefined) return undefined
  return {
    pid: Number(pid),
    parent: Number(parent),
    group: Number(group),
    session: 0,
    hasEnded: state.startsWith('Z'),
    startedAtTicks: 0,
    cpuMs: toMs(time),
    name: name.slice(name.lastIndexOf('/') + 1),
  }
}

function rowsOfProc(): ProcessRow[] {
  return readdirSync('/proc')
    .filter(entry => /^\d+$/.test(entry))
    .map(entry => readProc(`${entry}/stat`))
    .filter(line => line !== undefined)
    .map(parseStat)
}

function rowsOfPs(): ProcessRow[] {
  try {
    const args = ['-axo', 'pid=,ppid=,pgid=,state=,time=,comm=']
    const lines = execFileSync('ps', args, { encoding: 'utf8', timeout: 2000, stdio: ['ignore', 'pipe', 'ignore'] })
    return lines.split('\n').flatMap(line => parsePsLine(line) ?? [])
  } catch {
    return []
  }
}

/** `[[days-]hours:]minutes:seconds[.hundredths]`, as systems write it in many ways. */
function toMs(time: string): number {
  const [clock = '', days = '0'] = time.split('-').reverse()
  const seconds = clock.split(':').reduce((sum, part) => sum * 60 + Number(part.replace(',', '.')), 0)
  return Math.round((Number(days) * 86_400 + seconds) * 1000)
}
