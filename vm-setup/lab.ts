// What every verb has in its hands: whose VM, by which hypervisor, and who is told. EDGE: puts the real ones together, or for --dry-run
// imagined ones.
import { arch } from 'node:os'
import { join } from 'node:path'
import type { Hypervisor } from './hypervisor.ts'
import { IMAGINED_ID, imaginedRecord, imaginedState } from './imagined-machine.ts'
import { type LabHome, labHome, machineFolder } from './lab-home.ts'
import { imaginedStore, type MachineStore, machineStore } from './machine-store.ts'
import { toForwards } from './port-plan.ts'
import { qemu } from './qemu/qemu.ts'
import { imaginedQemuDoor, qemuDoor } from './qemu/qemu-door.ts'
import type { Settings } from './settings.ts'
import { toRule } from './virtualbox/creation.ts'
import { imaginedVBoxManage } from './virtualbox/imagined.ts'
import { vboxManage } from './virtualbox/vboxmanage.ts'
import { virtualBox } from './virtualbox/virtualbox.ts'

export interface Lab {
  readonly settings: Settings
  readonly home: LabHome
  readonly store: MachineStore
  readonly hypervisor: Hypervisor
  readonly architecture: 'x64' | 'arm64'
  /** A line for the person. */
  readonly tell: (line: string) => void
  /** As `tell`, of something that goes on: the next one may take its place. */
  readonly tellProgress: (line: string) => void
  readonly signal: AbortSignal
  readonly confFile: string
  readonly env: NodeJS.ProcessEnv
}

export interface LabOptions extends Pick<Lab, 'tell' | 'tellProgress' | 'signal' | 'env'> {
  /** The root of this tree. */
  readonly root: string
}

export async function openLab(settings: Settings, { root, env, tell, tellProgress, signal }: LabOptions): Promise<Lab> {
  const { dryRun, name } = settings
  const architecture = arch() === 'arm64' ? 'arm64' : 'x64'
  const home = labHome(env)
  const imagined = imaginedRecord(settings)
  const store = dryRun ? imaginedStore(imagined === undefined ? [] : [imagined]) : machineStore(home)
  const folderOf = (name: string) => machineFolder(home, name)
  const kind = settings.hypervisor ?? (await store.read(name))?.hypervisor ?? 'virtualbox'
  const state = imaginedState(settings)
  const rules = imagined === undefined ? [] : toForwards(imagined).map(toRule)
  const hypervisor =
    kind === 'virtualbox'
      ? virtualBox({
          door: dryRun
            ? imaginedVBoxManage({ name, id: IMAGINED_ID }, state, rules, tell)
            : vboxManage({ tell, signal }),
          ...{ architecture, dryRun, folderOf },
        })
      : qemu({
          door: dryRun ? imaginedQemuDoor(state === 'running', tell) : qemuDoor({ architecture, tell, signal }),
          ...{ store, architecture, dryRun, folderOf, tell },
          accelerator: env.HOPWISE_QEMU_ACCEL,
          seedOf: name => seedFolder(folderOf(name)),
        })
  const confFile = settings.conf ?? join(root, 'conf', 'vm.conf')
  return { settings, home, store, hypervisor, architecture, tell, tellProgress, signal, confFile, env }
}

export function seedFolder(folder: string): string {
  return join(folder, 'seed')
}

export function isOurs(
  record: { readonly id: string; readonly hypervisor: string } | undefined,
  hypervisor: Hypervisor,
  id: string,
): boolean {
  return record !== undefined && record.hypervisor === hypervisor.kind && record.id === id
}
