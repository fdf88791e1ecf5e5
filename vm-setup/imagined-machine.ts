// What --dry-run takes for given: the VM that a verb would usually find. Pure.
import type { MachineRecord } from './machine-record.ts'
import { DEFAULT_PORTS, DEFAULT_USER } from './plan-machine.ts'
import type { Settings } from './settings.ts'
import type { ImaginedState } from './virtualbox/imagined.ts'

/** An id that shows that it is none. */
export const IMAGINED_ID = '00000000-0000-4000-8000-000000000000'

export function imaginedState({ verb }: Settings): ImaginedState {
  switch (verb) {
    case 'create':
      return 'absent'
    case 'start':
    case 'destroy':
      return 'poweroff'
    default:
      return 'running'
  }
}

/** undefined where there is none yet. */
export function imaginedRecord(settings: Settings): MachineRecord | undefined {
  if (settings.verb === 'create') return undefined
  return {
    schema: 'hopwise-machine/1',
    name: settings.name,
    hypervisor: settings.hypervisor ?? 'virtualbox',
    id: IMAGINED_ID,
    isMade: true,
    ports: [...(settings.ports ?? DEFAULT_PORTS)],
    sshPort: settings.sshPort ?? 2222,
    user: settings.user ?? DEFAULT_USER,
    memoryMb: settings.memoryMb,
    cpus: settings.cpus,
    isSaved: false,
  }
}
