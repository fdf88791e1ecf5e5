// Knows the CPU time that a process and its descendants have used, from Linux's /proc.

import { readdirSync, readFileSync } from 'node:fs'

// USER_HZ: what /proc counts in has been 100 a second on every Linux that Node runs on.
const microsPerTick = 10_000

interface ProcessStat {
  readonly parent: number
  readonly ticks: number
}

/** User and system time of the tree below `pid` in microseconds, ended children included. Undefined where there is no /proc. */
export function cpuMicrosOfTree(pid: number): number | undefined {
  const stats = new Map<number, ProcessStat>()
  for (const entry of readProc()) {
    const stat = readStat(entry)
    if (stat !== undefined) stats.set(Number(entry), stat)
  }
  if (!stats.has(pid)) return undefined
  return sumOfTree(pid, stats) * microsPerTick
}

function sumOfTree(pid: number, stats: ReadonlyMap<number, ProcessStat>): number {
  const children = [...stats].filter(([, stat]) => stat.parent === pid).map(([child]) => child)
  return children.reduce((sum, child) => sum + sumOfTree(child, stats), stats.get(pid)?.ticks ?? 0)
}

/** One line of /proc/PID/stat. The program's name stands in parentheses and may hold blanks and parentheses of its own. */
export function parseStat(line: string): ProcessStat {
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
  // Counted from the field behind the name: parent 1; utime, stime, cutime, cstime 11 to 14.
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
  return { parent: Number(fields[1]), ticks }
}

function readStat(entry: string): ProcessStat | undefined {
  try {
    return parseStat(readFileSync(`/proc/${entry}/stat`, 'utf8'))
  } catch {
    // The process ended between the listing and the reading.
    return undefined
  }
}

function readProc(): string[] {
  try {
    return readdirSync('/proc').filter(entry => /^\d+$/.test(entry))
  } catch {
    return []
  }
}
