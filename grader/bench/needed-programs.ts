// Knows which system programs and packages must be there and which version each is. EDGE: runs them.

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { findProgram } from '../peers/find-program.ts'
import { CannotGrade } from '../verdict.ts'

/** Peers that are packages of this tree, not programs of the system. */
const packages: readonly string[] = ['http-proxy', 'undici']

/** Throws CannotGrade with one line that names every missing one. */
export function demandPrograms(names: readonly string[]): void {
  const missing = names.filter(name => !packages.includes(name) && findProgram(name) === undefined)
  if (missing.length > 0)
    throw new CannotGrade(
      `not installed: ${missing.join(', ')} (Debian packages of these names: apt-get install ${missing.join(' ')})`,
    )
}

/** What it says about its version; most say it on standard error. */
export function versionOf(name: string): string {
  const flag = name === 'caddy' ? 'version' : '-v'
  const { stdout, stderr } = packages.includes(name)
    ? { stdout: manifestOf(name).version, stderr: '' }
    : spawnSync(findProgram(name) ?? name, [flag], { encoding: 'utf8' })
  return /\d+\.\d+(?:\.\d+)?[^\s,]*/.exec(`${stdout}${stderr}`)?.[0] ?? 'unknown'
}

function manifestOf(name: string): { readonly version: string } {
  return JSON.parse(readFileSync(new URL(`../../node_modules/${name}/package.json`, import.meta.url), 'utf8'))
}
