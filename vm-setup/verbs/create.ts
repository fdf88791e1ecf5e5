// `npm run vm create`: from nothing to three backends that answer. May be called again after whatever went wrong: what was half made is
// removed first, what is whole is kept. EDGE, by what it calls.
import { rm } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import type { MachinePlan, Seed } from '../hypervisor.ts'
import { formatOfImage, obtainImage } from '../image/obtain-image.ts'
import { ubuntuImage } from '../image/ubuntu-image.ts'
import { isOurs, type Lab, seedFolder } from '../lab.ts'
import { machineFolder } from '../lab-home.ts'
import { withLock } from '../machine-lock.ts'
import type { MachineRecord } from '../machine-record.ts'
import { planMachine } from '../plan-machine.ts'
import { refuseTakenPorts, toForwards } from '../port-plan.ts'
import { toProgressLine } from '../progress-line.ts'
import { ensureKey } from '../ssh-key.ts'
import type { Standing } from '../standing.ts'
import { VmError } from '../vm-error.ts'
import { writeSeed } from '../write-seed.ts'
import { start } from './start.ts'

export async function create(lab: Lab): Promise<Standing> {
  const make = () => makeUnlessThere(lab)
  await (lab.settings.dryRun ? make() : withLock(lab.home, lab.settings.name, make))
  return start(lab)
}

async function makeUnlessThere(lab: Lab): Promise<void> {
  const { settings, hypervisor, store, tell } = lab
  const { name } = settings
  await hypervisor.check()
  const there = await hypervisor.look(name)
  const record = await store.read(name)
  if (record !== undefined && record.hypervisor !== hypervisor.kind)
    throw new VmError(
      `${name} was made with --hypervisor ${record.hypervisor}: destroy it first, or give this one another --name`,
    )
  if (there !== undefined && !isOurs(record, hypervisor, there.id))
    throw new VmError(
      `there is a VM ${name} already that npm run vm create did not make, and it is left alone: npm run vm start uses it as it is, --name hopwise makes another one beside it`,
    )
  if (there !== undefined && record?.isMade) {
    tell(`${name} is made already`)
    return
  }
  if (record !== undefined) {
    tell(`an earlier create did not come to its end; what it left is removed`)
    await hypervisor.remove(name, record.id)
    await store.remove(name)
  }
  await makeWhole(lab, await planMachine(lab))
}

/** Whole or not at all. */
async function makeWhole(lab: Lab, record: MachineRecord): Promise<void> {
  const { settings, hypervisor, store, home } = lab
  const { name } = settings
  if (!settings.dryRun) {
    await refuseTakenPorts(record.ports, 'a backend')
    await refuseTakenPorts([record.sshPort], 'ssh')
  }
  const image = await imageOf(lab)
  const imageFormat = settings.dryRun ? 'qcow2' : await formatOfImage(image)
  const key = settings.dryRun ? toldKey(lab) : await ensureKey(home.key, lab.tell)
  const folder = machineFolder(home, name)
  await store.write(record)
  try {
    const seed = await seedOf(lab, record, key)
    const plan: MachinePlan = {
      ...{ name, folder, image, imageFormat, seed, id: record.id, boot: settings.boot },
      ...{ memoryMb: record.memoryMb, cpus: record.cpus, diskGb: settings.diskGb, forwards: toForwards(record) },
    }
    await hypervisor.make(plan)
    await store.write({ ...record, isMade: true })
  } catch (error) {
    await removeHalf(lab, record)
    throw error
  }
}

/** What cannot be removed now, because the hypervisor does not answer, the next create removes: its record is kept. */
async function removeHalf({ hypervisor, store, tell }: Lab, record: MachineRecord): Promise<void> {
  try {
    await hypervisor.remove(record.name, record.id)
    await store.remove(record.name)
  } catch (error) {
    tell(`what was half made is still there (${(error as Error).message}); the next create removes it`)
  }
}

async function imageOf({
  settings,
  hypervisor,
  architecture,
  home,
  env,
  tell,
  tellProgress,
  signal,
}: Lab): Promise<string> {
  if (settings.image !== undefined) return resolve(settings.image)
  const published = ubuntuImage(hypervisor.kind, architecture, env.HOPWISE_IMAGE_SITE)
  if (settings.dryRun) {
    tell(`# fetches ${published.url} unless it is in ${home.cache}, and compares it with ${published.sumsUrl}`)
    return join(home.cache, basename(published.file))
  }
  const show = toProgressLine(() => performance.now(), tellProgress)
  return obtainImage({ published, cache: home.cache, tell, signal, onProgress: show })
}

function toldKey({ home, tell }: Lab): string {
  tell(`# makes the lab's own ssh key ${home.key} unless it is there`)
  return 'ssh-ed25519 …'
}

async function seedOf({ settings, home, tell }: Lab, record: MachineRecord, key: string): Promise<Seed> {
  const folder = seedFolder(machineFolder(home, settings.name))
  if (!settings.dryRun) {
    await rm(folder, { recursive: true, force: true })
    return writeSeed(folder, record, key)
  }
  tell(`# writes what cloud-init reads at the first boot into ${folder}`)
  return { folder, names: [] }
}
