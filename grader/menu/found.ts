// What is there to choose from on this machine. EDGE: looks for programs and starts them to ask what they are.
import { spawnSync } from 'node:child_process'
import { installedPrograms } from '../installed-programs.ts'
import { findProgram } from '../peers/find-program.ts'

export interface Found {
  /** Versions by name. */
  readonly programs: Readonly<Record<string, string>>
  /** Names of the virtual machines that VirtualBox runs. */
  readonly runningVms: readonly string[]
}

export async function lookAround(): Promise<Found> {
  return { programs: await installedPrograms(), runningVms: runningVms() }
}

function runningVms(): string[] {
  const program = findProgram('VBoxManage')
  if (program === undefined) return []
  const { stdout } = spawnSync(program, ['list', 'runningvms'], { encoding: 'utf8', timeout: 5000 })
  return toVmNames(stdout ?? '')
}

/** Of lines such as `"Ubuntu" {5f2c…}`. */
export function toVmNames(listing: string): string[] {
  return [...listing.matchAll(/^"(.+)" \{[0-9a-f-]+\}$/gm)].map(([, name = '']) => name)
}
