// VirtualBox as a hypervisor of the lab. EDGE: reads the clock while it waits; everything else goes through the door to VBoxManage.
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Hypervisor, Machine, MachinePlan } from '../hypervisor.ts'
import { toViso } from '../seed.ts'
import { VmError } from '../vm-error.ts'
import { type Architecture, baseFolder, diskFile, seedFile, toAttachments, toCreate, toModify } from './creation.ts'
import { toAddresses, toInfo, toListed, toMachine, toVersion } from './machine-readable.ts'
import type { VBoxManage } from './vboxmanage.ts'

export interface VirtualBoxOptions {
  readonly door: VBoxManage
  readonly architecture: Architecture
  readonly dryRun: boolean
  /** The folder of a VM that was made here. */
  readonly folderOf: (name: string) => string
}

const LOOK_AGAIN_MS = 1000

export function virtualBox({ door, architecture, dryRun, folderOf }: VirtualBoxOptions): Hypervisor {
  const look = async (name: string): Promise<Machine | undefined> => {
    const listed = toListed(await door.ask('list', 'vms'))
    if (!listed.some(each => each.name === name || each.id === name)) return undefined
    const machine = toMachine(toInfo(await door.ask('showvminfo', name, '--machinereadable')))
    if (machine === undefined)
      throw new VmError(`VBoxManage does not say how ${name} stands; VBoxManage showvminfo ${name} shows what it says`)
    if (machine.state !== 'running' || machine.forwards.length > 0) return machine
    return { ...machine, addresses: toAddresses(await door.ask('guestproperty', 'enumerate', name)) }
  }

  /** What VirtualBox remembers of a file; it need not. */
  const forget = async (type: 'disk' | 'dvd', file: string) => {
    await door.ask('closemedium', type, file).catch(() => {})
  }

  const copyDisk = async ({ image, imageFormat, ...plan }: MachinePlan) => {
    const disk = diskFile(plan)
    if (imageFormat === 'raw') return door.orderLong('convertfromraw', image, disk, '--format', 'VDI')
    // A medium that VirtualBox knows by an older file of the same path would not be read anew.
    await forget('disk', image)
    try {
      return await door.orderLong('clonemedium', 'disk', image, disk, '--format', 'VDI')
    } finally {
      await forget('disk', image)
    }
  }

  return {
    kind: 'virtualbox',
    title: 'VirtualBox',
    look,
    listRunning: async () => toListed(await door.order('list', 'runningvms')),
    listAll: async () => toListed(await door.order('list', 'vms')),

    async check() {
      const said = await door.ask('--version')
      const version = toVersion(said)
      const [major, minor] = architecture === 'arm64' ? [7, 1] : [6, 1]
      if (version === undefined)
        throw new VmError(`VBoxManage --version says ${JSON.stringify(said.trim())}: install VirtualBox again`)
      if (version.major > major || (version.major === major && version.minor >= minor)) return
      const why = architecture === 'arm64' ? ', the first for this processor' : ''
      throw new VmError(
        `VirtualBox ${version.text} is too old: install ${major}.${minor}${why} or later from virtualbox.org, or use --hypervisor qemu`,
      )
    },

    async make(plan: MachinePlan) {
      if (plan.boot !== undefined)
        throw new VmError('--kernel: VirtualBox starts an image by its own boot loader; use --hypervisor qemu')
      await copyDisk(plan)
      await door.orderLong('modifymedium', 'disk', diskFile(plan), '--resize', String(plan.diskGb * 1024))
      if (!dryRun) await writeFile(seedFile(plan), toViso(plan.id, plan.seed.names))
      await door.order(...toCreate(plan, architecture))
      await door.order(...toModify(plan, architecture))
      for (const args of toAttachments(plan, architecture)) await door.order(...args)
    },

    start: async name => void (await door.order('startvm', name, '--type', 'headless')),
    save: async name => void (await door.order('controlvm', name, 'savestate')),

    async powerOff(name, limitMs) {
      await door.order('controlvm', name, 'acpipowerbutton')
      if (dryRun) return
      for (const until = performance.now() + limitMs; performance.now() < until; await pause(LOOK_AGAIN_MS)) {
        if ((await look(name))?.state === 'off') return
      }
      throw new VmError(
        `${name} did not switch itself off within ${limitMs / 1000} s; npm run vm stop (without --off) saves its state, VBoxManage controlvm ${name} poweroff pulls its plug`,
      )
    },

    async remove(name, id) {
      const folder = folderOf(name)
      const found = toListed(await door.ask('list', 'vms')).find(each => each.id === id)
      if (found !== undefined) {
        const state = (await look(id).catch(() => undefined))?.state
        if (state === 'saved') await door.order('discardstate', id)
        else if (state !== undefined && state !== 'off') await door.order('controlvm', id, 'poweroff')
        // One whose files were deleted by hand is listed still, says nothing of its state, and has nothing to delete.
        await untilUnlocked(state === undefined ? [id] : [id, '--delete'])
      }
      // What was not attached yet, and the seed, which VirtualBox keeps in its list otherwise.
      await forget('dvd', seedFile({ folder }))
      await forget('disk', diskFile({ folder }))
      if (!dryRun) await rm(baseFolder({ folder }), { recursive: true, force: true })
    },
  }

  /** A VM that was just switched off stays locked for a moment. */
  async function untilUnlocked(what: readonly string[]): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        await door.orderLong('unregistervm', ...what)
        return
      } catch (error) {
        if (tries === 10 || !/lock/i.test((error as Error).message)) throw error
        await pause(LOOK_AGAIN_MS)
      }
    }
  }
}

/** Where VirtualBox keeps the logs of a VM that was made here. */
export function logsOf(folder: string, name: string): string {
  return join(baseFolder({ folder }), name, 'Logs')
}
