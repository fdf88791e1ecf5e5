// Which system programs are there, for the record of a run. EDGE: starts them to ask for their version.
import { spawnSync } from 'node:child_process'
import { findProgram } from './peers/find-program.ts'

const NAMES = ['nginx', 'wrk', 'haproxy', 'caddy', 'python3'] as const

/** Versions by name, of those that are installed. */
export function installedPrograms(): Record<string, string> {
  return Object.fromEntries(
    NAMES.flatMap(name => {
      const file = findProgram(name)
      return file === undefined ? [] : [[name, versionOf(file, name)]]
    }),
  )
}

function versionOf(file: string, name: string): string {
  const flag = name === 'caddy' ? 'version' : name === 'python3' ? '--version' : '-v'
  const { stdout, stderr } = spawnSync(file, [flag], { encoding: 'utf8', timeout: 5000 })
  return /\d+\.\d+(?:\.\d+)?/.exec(`${stdout}${stderr}`)?.[0] ?? 'unknown'
}
