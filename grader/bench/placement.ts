// Knows on which cores the measured program and everything around it run, so that they do not take turns on one.

import { readFileSync } from 'node:fs'
import { findProgram } from '../peers/find-program.ts'

export interface Placement {
  /** Cores as taskset names them; undefined where nothing is pinned. */
  readonly proxy: string | undefined
  readonly load: string | undefined
}

export const unpinned: Placement = { proxy: undefined, load: undefined }

/**
 * The first core for the proxy, or the first ones where it has several workers, the others for wrk and the backends. Where
 * none would be left for those, there is nothing to divide.
 */
export function placeOn(cores: readonly number[], workers = 1): Placement {
  const [own, others] = [cores.slice(0, workers), cores.slice(workers)]
  if (own.length === 0 || others.length === 0) return unpinned
  return { proxy: own.join(','), load: others.join(',') }
}

/** Where things run on this machine: unpinned where there is no taskset. */
export function placeHere(workers: number): Placement {
  return findProgram('taskset') === undefined ? unpinned : placeOn(allowedCores(), workers)
}

/** What to put before a command to keep it on these cores. taskset becomes the command, so its pid is the command's. */
export function pinning(cores: string | undefined): string[] {
  return cores === undefined ? [] : [findProgram('taskset') ?? 'taskset', '-c', cores]
}

/** Cores this process may use, from a list such as `0-2,5`. */
export function parseCoreList(list: string): number[] {
  return list
    .trim()
    .split(',')
    .flatMap(range => {
      const [from = '', to = from] = range.split('-')
      return Array.from({ length: Number(to) - Number(from) + 1 }, (_, offset) => Number(from) + offset)
    })
}

/** None where the system is not Linux. */
function allowedCores(): number[] {
  try {
    const list = /^Cpus_allowed_list:\s+(\S+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
    return list === undefined ? [] : parseCoreList(list)
  } catch {
    return []
  }
}
