// Asks this machine whether programs can be put into namespaces of their own, by doing so. EDGE: looks at files, starts programs.
import { existsSync, readFileSync } from 'node:fs'
import { findProgram } from '../peers/find-program.ts'
import type { NamespaceFacts } from './facts.ts'
import { outputOf } from './program-output.ts'

/** Of the system's own files, what forbids them. */
const SETTINGS = [
  ['limit', '/proc/sys/user/max_user_namespaces', '0'],
  ['clone', '/proc/sys/kernel/unprivileged_userns_clone', '0'],
  ['apparmor', '/proc/sys/kernel/apparmor_restrict_unprivileged_userns', '1'],
] as const

const MARKS_OF_CONTAINERS = ['/.dockerenv', '/run/.containerenv']

/** What a submission is started in, as far as the kernel has to allow it. */
const WAYS: Readonly<Record<string, readonly string[]>> = {
  bwrap: [
    ...['--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc'],
    ...['--unshare-net', '--unshare-pid', '--unshare-ipc', '--die-with-parent', '--'],
  ],
  unshare: ['--user', '--map-root-user', '--net', '--pid', '--ipc', '--fork'],
}

/** By bubblewrap itself where it is installed. Undefined: not Linux, or there is nothing to try it with. */
export async function namespaceFacts(): Promise<NamespaceFacts | undefined> {
  if (process.platform !== 'linux') return undefined
  for (const [name, args] of Object.entries(WAYS)) {
    const file = findProgram(name)
    if (file !== undefined) return tried(file, args)
  }
  return undefined
}

async function tried(file: string, args: readonly string[]): Promise<NamespaceFacts> {
  const said = await outputOf(file, [...args, 'echo', 'it works'])
  if (said?.includes('it works')) return { fault: undefined, forbiddenBy: undefined }
  const line = said?.split('\n').find(each => each.trim() !== '')
  return { fault: line?.trim() ?? `${file} does not answer`, forbiddenBy: forbiddenBy() }
}

function forbiddenBy(): NamespaceFacts['forbiddenBy'] {
  // A container sees the settings of its host, and cannot change them.
  if (MARKS_OF_CONTAINERS.some(file => existsSync(file))) return 'container'
  return SETTINGS.find(([, file, forbidding]) => settingOf(file) === forbidding)?.[0]
}

function settingOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined
}
