// What the verbs know of VirtualBox and QEMU, which is the same of both. Types only.
import type { DiskFormat } from './image/disk-format.ts'

export type HypervisorKind = 'virtualbox' | 'qemu'

/** `busy`: between two others. `broken`: only turning it off helps. */
export type MachineState = 'off' | 'running' | 'saved' | 'paused' | 'busy' | 'broken'

export interface Forward {
  readonly name: string
  /** Empty: all addresses of this machine. */
  readonly hostIp: string
  readonly hostPort: number
  readonly guestPort: number
}

export interface Machine {
  readonly name: string
  readonly id: string
  readonly state: MachineState
  /** The state in the hypervisor's own word. */
  readonly stateWord: string
  /** TCP only. */
  readonly forwards: readonly Forward[]
  /** Addresses of the guest's own that this machine might reach. */
  readonly addresses: readonly string[]
}

export interface Listed {
  readonly name: string
  readonly id: string
}

export interface MachinePlan {
  readonly name: string
  readonly id: string
  readonly folder: string
  readonly memoryMb: number
  readonly cpus: number
  readonly diskGb: number
  readonly forwards: readonly Forward[]
  /** The image as it was downloaded; it is never changed. */
  readonly image: string
  readonly imageFormat: DiskFormat
  readonly seed: Seed
  readonly boot: DirectBoot | undefined
}

/** What cloud-init reads at the first boot. */
export interface Seed {
  readonly folder: string
  /** Of the files in it. */
  readonly names: readonly string[]
}

/** For an image without a boot loader; QEMU only. */
export interface DirectBoot {
  readonly kernel: string
  readonly initrd: string | undefined
  readonly append: string
}

/** Every method rejects with VmError, one line with a remedy. */
export interface Hypervisor {
  readonly kind: HypervisorKind
  /** As a person says it. */
  readonly title: string
  listRunning(): Promise<readonly Listed[]>
  listAll(): Promise<readonly Listed[]>
  /** undefined: there is no such VM. */
  look(name: string): Promise<Machine | undefined>
  /** Rejects, too, where a VM as planned cannot be made here: before anything is downloaded. */
  check(): Promise<void>
  make(plan: MachinePlan): Promise<void>
  start(name: string): Promise<void>
  /** The machine's state is kept on the disk. */
  save(name: string): Promise<void>
  /** As by its power button. Rejects if it is not off within `limitMs`. */
  powerOff(name: string, limitMs: number): Promise<void>
  /** Gone with its disks, running or not, half made or whole. Resolves, too, where there is nothing. */
  remove(name: string, id: string): Promise<void>
}
