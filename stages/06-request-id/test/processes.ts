// Knows which processes a process has started, from Linux's /proc.

import { existsSync, readdirSync, readFileSync } from 'node:fs'

export const seesProcesses = existsSync('/proc/self/stat')

/** Oldest first. */
export function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter(entry => /^\d+$/.test(entry) && stateOf(Number(entry))?.parent === parent)
    .map(Number)
    .sort((a, b) => a - b)
}

/** False also for one that has ended and that nobody has asked about. */
export function isRunning(pid: number): boolean {
  const { state = 'Z' } = stateOf(pid) ?? {}
  return state !== 'Z'
}

function stateOf(pid: number): { readonly state: string | undefined; readonly parent: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { state, parent: Number(parent) }
  } catch {
    // It has ended.
    return undefined
  }
}
