// From what was asked for to the record of a VM that is to be made. EDGE: draws its id.
import { randomUUID } from 'node:crypto'
import { resolve } from 'node:path'
import { IMAGINED_ID } from './imagined-machine.ts'
import type { Lab } from './lab.ts'
import type { MachineRecord } from './machine-record.ts'
import { freeSshPort } from './port-plan.ts'

export const DEFAULT_PORTS: readonly number[] = [8001, 8002, 8003]
export const DEFAULT_USER = 'hopwise'

export async function planMachine({ settings, hypervisor }: Lab): Promise<MachineRecord> {
  const { name, dryRun, memoryMb, cpus, boot } = settings
  return {
    schema: 'hopwise-machine/1',
    ...{ name, memoryMb, cpus, hypervisor: hypervisor.kind, isMade: false, isSaved: false },
    id: dryRun ? IMAGINED_ID : randomUUID(),
    ports: [...(settings.ports ?? DEFAULT_PORTS)],
    sshPort: settings.sshPort ?? (dryRun ? 2222 : await freeSshPort()),
    user: settings.user ?? DEFAULT_USER,
    ...(boot === undefined
      ? {}
      : {
          boot: {
            kernel: resolve(boot.kernel),
            append: boot.append,
            ...(boot.initrd === undefined ? {} : { initrd: resolve(boot.initrd) }),
          },
        }),
  }
}
