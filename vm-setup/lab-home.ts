// Where everything of the lab lies on this machine: one folder, so that one folder is all there is to remove. Pure.
import { homedir } from 'node:os'
import { join } from 'node:path'

export interface LabHome {
  readonly folder: string
  /** Downloaded images, kept for the next VM. */
  readonly cache: string
  /** The lab's own ssh key; its public half has `.pub` behind it. */
  readonly key: string
  /** One folder for each VM that was made here. */
  readonly machines: string
}

export function labHome(env: NodeJS.ProcessEnv): LabHome {
  const folder = env.HOPWISE_VM_HOME || join(homedir(), '.hopwise', 'vm')
  return {
    folder,
    cache: join(folder, 'cache'),
    key: join(folder, 'key', 'id_ed25519'),
    machines: join(folder, 'machines'),
  }
}

/** @param name of the VM; what a file system might not like in it is written otherwise */
export function machineFolder({ machines }: LabHome, name: string): string {
  return join(
    machines,
    encodeURIComponent(name)
      .replaceAll('*', '%2A')
      .replace(/^\.+$/, dots => '%2E'.repeat(dots.length)),
  )
}
