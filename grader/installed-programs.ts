// Which system programs are there, for the record of a run. EDGE: starts them to ask for their version.
import { execFile } from 'node:child_process'
import { findProgram } from './peers/find-program.ts'

const NAMES = ['nginx', 'wrk', 'haproxy', 'caddy', 'python3'] as const

/** Versions by name, of those that are installed. */
export async function installedPrograms(): Promise<Record<string, string>> {
  const found = NAMES.flatMap(name => {
    const file = findProgram(name)
    return file === undefined ? [] : [{ name, file }]
  })
  return Object.fromEntries(
    await Promise.all(found.map(async ({ name, file }) => [name, await versionOf(file, name)] as const)),
  )
}

function versionOf(file: string, name: string): Promise<string> {
  const flag = name === 'caddy' ? 'version' : name === 'python3' ? '--version' : '-v'
  return new Promise(resolve => {
    // wrk says its version with exit status 1.
    execFile(file, [flag], { timeout: 5000 }, (_failure, stdout, stderr) =>
      resolve(/\d+\.\d+(?:\.\d+)?/.exec(`${stdout}${stderr}`)?.[0] ?? 'unknown'),
    )
  })
}
