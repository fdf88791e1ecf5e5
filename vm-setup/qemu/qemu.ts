// QEMU as a hypervisor of the lab. It keeps no list of machines: the records of those that were made here are the list. EDGE: reads the
// clock while it waits, writes files.
import { setTimeout as pause } from 'node:timers/promises'
import type { Hypervisor, Machine, MachinePlan } from '../hypervisor.ts'
import type { MachineRecord } from '../machine-record.ts'
import type { MachineStore } from '../machine-store.ts'
import { toForwards } from '../port-plan.ts'
import { VmError } from '../vm-error.ts'
import { toDiskCommands } from './disk-commands.ts'
import { findFirmware, findQemu, systemName } from './find-qemu.ts'
import { type QemuHost, SNAPSHOT, toStart } from './qemu-arguments.ts'
import type { QemuDoor } from './qemu-door.ts'
import { monitorPath } from './qemu-process.ts'
import type { Qmp } from './qmp.ts'

export interface QemuOptions {
  readonly door: QemuDoor
  readonly store: MachineStore
  readonly architecture: 'x64' | 'arm64'
  readonly dryRun: boolean
  readonly accelerator: string | undefined
  readonly folderOf: (name: string) => string
  readonly seedOf: (name: string) => string
  readonly tell: (line: string) => void
}

const LOOK_AGAIN_MS = 500

export function qemu({
  door,
  store,
  architecture,
  dryRun,
  accelerator,
  folderOf,
  seedOf,
  tell,
}: QemuOptions): Hypervisor {
  const records = async () => (await store.all()).filter(({ hypervisor, isMade }) => hypervisor === 'qemu' && isMade)
  const recordOf = async (name: string): Promise<MachineRecord> => {
    const record = await store.read(name)
    if (record?.hypervisor === 'qemu') return record
    throw new VmError(`QEMU has no VM ${name}; npm run vm -- create --hypervisor qemu makes one`)
  }
  const monitorOf = async (name: string): Promise<Qmp> => {
    const qmp = await door.reach(folderOf(name))
    if (qmp === undefined) throw new VmError(`${name} does not run; npm run vm -- start --hypervisor qemu starts it`)
    return qmp
  }
  const look = async (name: string): Promise<Machine | undefined> => {
    const record = await store.read(name)
    if (record?.hypervisor !== 'qemu' || !record.isMade) return undefined
    const stateWord = await stateOf(record)
    const state = STATES[stateWord] ?? 'busy'
    return { name, id: record.id, state, stateWord, forwards: toForwards(record), addresses: [] }
  }
  const stateOf = async ({ name, isSaved }: MachineRecord): Promise<string> => {
    const qmp = await door.reach(folderOf(name))
    if (qmp === undefined) return isSaved ? 'saved' : 'shut off'
    try {
      const { status } = (await qmp.run('query-status')) as { status: string }
      return status
    } finally {
      qmp.close()
    }
  }
  const startWith = async (record: MachineRecord, isSaved: boolean): Promise<void> => {
    const host: QemuHost = {
      platform: process.platform,
      architecture,
      firmware:
        architecture === 'arm64' && !dryRun && !record.boot ? findFirmware(findQemu('arm64').system) : undefined,
      monitor: monitorPath(folderOf(record.name)),
      accelerator,
    }
    const { boot } = record
    const machine = {
      ...{ folder: folderOf(record.name), seed: seedOf(record.name), forwards: toForwards(record), isSaved },
      ...{ memoryMb: record.memoryMb, cpus: record.cpus },
      boot: boot && { kernel: boot.kernel, append: boot.append, initrd: boot.initrd },
    }
    const qmp = await door.start(systemName(architecture), toStart(machine, host), machine.folder)
    // What runs on has left its saved state behind: going back to it later would undo what was written since.
    if (isSaved) await qmp.human(`delvm ${SNAPSHOT}`)
    qmp.close()
    await store.write({ ...record, isSaved: false })
  }

  return {
    kind: 'qemu',
    title: 'QEMU',
    look,
    listAll: async () => (await records()).map(({ name, id }) => ({ name, id })),
    async listRunning() {
      const running = await Promise.all(
        (await records()).map(async record => ((await look(record.name))?.state === 'running' ? [record] : [])),
      )
      return running.flat().map(({ name, id }) => ({ name, id }))
    },

    async check() {
      if (!dryRun) findQemu(architecture)
    },

    async make(plan: MachinePlan) {
      for (const command of toDiskCommands(plan)) await door.img(command)
    },

    async start(name) {
      const record = await recordOf(name)
      try {
        await startWith(record, record.isSaved)
      } catch (error) {
        if (!record.isSaved || !(error instanceof VmError) || !/snapshot|loadvm/i.test(error.message)) throw error
        tell(`its saved state cannot be used (${error.message}); it starts anew`)
        await startWith(record, false)
      }
    },

    async save(name) {
      const qmp = await monitorOf(name)
      await qmp.run('stop')
      const complaint = await qmp.human(`savevm ${SNAPSHOT}`)
      if (complaint !== '') {
        await qmp.run('cont')
        qmp.close()
        throw new VmError(`QEMU cannot save ${name}: ${complaint}; npm run vm -- stop --off switches it off`)
      }
      await store.write({ ...(await recordOf(name)), isSaved: true })
      await qmp.run('quit')
      qmp.close()
      await untilOff(name, LIMIT_MS)
    },

    async powerOff(name, limitMs) {
      const qmp = await monitorOf(name)
      await qmp.run('system_powerdown')
      qmp.close()
      if (await untilOff(name, limitMs)) return
      throw new VmError(
        `${name} did not switch itself off within ${limitMs / 1000} s; npm run vm stop (without --off) saves its state`,
      )
    },

    async remove(name) {
      const qmp = await door.reach(folderOf(name))
      await qmp?.run('quit').catch(() => {})
      qmp?.close()
      if (qmp !== undefined && !(await untilOff(name, LIMIT_MS)))
        throw new VmError(`${name} does not end; end its QEMU by hand (pid in qemu.pid, in its folder), then try again`)
    },
  }

  async function untilOff(name: string, limitMs: number): Promise<boolean> {
    if (dryRun) return true
    for (const until = performance.now() + limitMs; performance.now() < until; await pause(LOOK_AGAIN_MS)) {
      // One that is just ending hangs up on whoever asks: it is not off yet, and no failure.
      const isOff = await door.reach(folderOf(name)).then(
        qmp => {
          qmp?.close()
          return qmp === undefined
        },
        () => false,
      )
      if (isOff) return true
    }
    return false
  }
}

const LIMIT_MS = 30_000

/** QEMU's RunState, and the two that we tell of one that does not run. */
const STATES: Readonly<Record<string, Machine['state']>> = {
  'shut off': 'off',
  saved: 'saved',
  running: 'running',
  paused: 'paused',
  suspended: 'paused',
  'guest-panicked': 'broken',
  'internal-error': 'broken',
  'io-error': 'broken',
}
