// The limits as prlimit(1) takes them. EDGE: reads what this process itself may use, since nobody can give more.
import { readFileSync } from 'node:fs'
import type { Limits } from './limits.ts'

export function limitArguments({ tasks, openFiles, fileBytes, dataBytes, stackBytes }: Limits): string[] {
  const wanted = {
    nproc: tasks + tasksOfUser(),
    nofile: openFiles,
    fsize: fileBytes,
    data: dataBytes,
    stack: stackBytes,
    core: 0,
  }
  return Object.entries(wanted).map(([name, most]) => `--${name}=${Math.min(most, hardLimit(name))}`)
}

const NAMES: Readonly<Record<string, string>> = {
  nproc: 'Max processes',
  nofile: 'Max open files',
  fsize: 'Max file size',
  data: 'Max data size',
  stack: 'Max stack size',
  core: 'Max core file size',
}

/** proc_pid_limits(5): name, soft limit, hard limit, unit. Infinity for `unlimited`, and where the system does not tell. */
function hardLimit(name: string): number {
  const [, hard] = new RegExp(`^${NAMES[name]}\\s+\\S+\\s+(\\d+)`, 'm').exec(read('/proc/self/limits')) ?? []
  return hard === undefined ? Number.POSITIVE_INFINITY : Number(hard)
}

/** The kernel counts all tasks of a user, also those outside the sandbox: what runs already must not be counted in. */
function tasksOfUser(): number {
  const [, , total] = /(\d+)\/(\d+)/.exec(read('/proc/loadavg')) ?? []
  return process.getuid?.() === 0 ? 0 : Number(total ?? 0)
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
