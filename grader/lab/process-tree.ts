// Knows a program's processes and what they use. Every answer is of the moment: processes may vanish while they are looked
// at, and then count nothing. `undefined` means that this system does not tell. EDGE: reads /proc.
import { readdirSync } from 'node:fs'
import { allProcesses, hasProc, processRow, readProc } from './process-table.ts'

/** `pid` and all its descendants that have not ended, itself first; empty if it is gone. */
export function pidsOf(pid: number): number[] {
  const root = processRow(pid)
  if (root === undefined || root.hasEnded) return []
  const childrenOf = childrenFinder(pid)
  const pids = [pid]
  // The list grows while it is walked.
  for (const each of pids) pids.push(...childrenOf(each))
  return pids
}

/** Resident memory of all together; pages that they share count for each. */
export function memoryBytes(pids: readonly number[]): number | undefined {
  if (!hasProc) return undefined
  const kibibytes = pids.map(pid => /^VmRSS:\s+(\d+) kB$/m.exec(readProc(`${pid}/status`) ?? '')?.[1] ?? 0)
  return kibibytes.reduce((sum: number, each) => sum + Number(each), 0) * 1024
}

/** How many files, sockets and pipes they hold open together. */
export function descriptors(pids: readonly number[]): number | undefined {
  if (!hasProc) return undefined
  return pids.reduce((sum, pid) => sum + (list(`/proc/${pid}/fd`)?.length ?? 0), 0)
}

/** User and system time of all together; that of their ended and waited-for children too, so that it does not fall. */
export function cpuMs(pids: readonly number[]): number | undefined {
  const rows = hasProc ? pids.map(processRow) : fromTable(pids)
  if (!hasProc && rows.every(row => row === undefined)) return undefined
  return rows.reduce((sum, row) => sum + (row?.cpuMs ?? 0), 0)
}

function fromTable(pids: readonly number[]) {
  const table = allProcesses()
  return pids.map(pid => table.get(pid))
}

function childrenFinder(pid: number): (parent: number) => number[] {
  // Not every kernel was built with these lists.
  if (readProc(`${pid}/task/${pid}/children`) !== undefined) return listedChildren
  const rows = [...allProcesses().values()].filter(row => !row.hasEnded)
  return parent => rows.filter(row => row.parent === parent).map(row => row.pid)
}

/** A child belongs to the thread that made it. */
function listedChildren(parent: number): number[] {
  const threads = list(`/proc/${parent}/task`) ?? []
  const lists = threads.map(thread => readProc(`${parent}/task/${thread}/children`) ?? '')
  const children = lists.flatMap(each => each.split(' ').filter(pid => pid !== ''))
  return children.map(Number).filter(child => processRow(child)?.hasEnded === false)
}

function list(folder: string): string[] | undefined {
  try {
    return readdirSync(folder)
  } catch {
    return undefined
  }
}
