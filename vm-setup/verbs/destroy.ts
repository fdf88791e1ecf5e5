// `npm run vm destroy`: removes a VM that was made here, with its disks. EDGE, by what it calls: asks the person.
import { ask } from '../ask.ts'
import { isOurs, type Lab } from '../lab.ts'
import { machineFolder } from '../lab-home.ts'
import { withLock } from '../machine-lock.ts'
import { VmError } from '../vm-error.ts'

export async function destroy(lab: Lab): Promise<void> {
  const { settings, home, store, hypervisor, tell } = lab
  const { name, dryRun, yes } = settings
  const remove = async () => {
    const record = await store.read(name)
    const machine = await hypervisor.look(name)
    if (machine !== undefined && !isOurs(record, hypervisor, machine.id))
      throw new VmError(
        `${name} was not made by npm run vm create, so it is not removed: do that in ${hypervisor.title} itself, if you mean it`,
      )
    if (record === undefined) {
      tell(`there is no VM ${name} that was made here; nothing to remove`)
      return
    }
    if (record.hypervisor !== hypervisor.kind)
      throw new VmError(
        `${name} was made with --hypervisor ${record.hypervisor}, and is removed with it: npm run vm -- destroy --name ${JSON.stringify(name)}`,
      )
    if (!yes && !dryRun && !(await ask(`Remove the VM ${name} and all that is on its disk?`)))
      throw new VmError(`${name} was not removed; without a question: npm run vm -- destroy --yes`)
    await hypervisor.remove(name, record.id)
    await store.remove(name)
    if (dryRun) tell(`# removes ${machineFolder(home, name)}`)
    else tell(`${name} is gone; downloaded images are kept in ${home.cache}`)
  }
  await (dryRun ? remove() : withLock(home, name, remove))
}
