// `npm run vm start`: the course's `VBoxManage startvm Ubuntu --type headless`, and then until the backends answer.
import { awaitBackends } from '../await-backends.ts'
import { isOurs, type Lab } from '../lab.ts'
import { findMachine } from '../look-at-machine.ts'
import { refuseTakenPorts } from '../port-plan.ts'
import type { Standing } from '../standing.ts'
import { VmError } from '../vm-error.ts'

export async function start(lab: Lab): Promise<Standing> {
  const { settings, hypervisor, store, tell } = lab
  const machine = await findMachine(lab)
  switch (machine.state) {
    case 'running':
      tell(`${settings.name} runs already`)
      break
    case 'off':
    case 'saved': {
      const record = await store.read(settings.name)
      // VirtualBox starts all the same, and the port leads to somebody else.
      if (!settings.dryRun) for (const { hostPort, name } of machine.forwards) await refuseTakenPorts([hostPort], name)
      if (isOurs(record, hypervisor, machine.id) && record?.isMade === false)
        throw new VmError(`${settings.name} was made only in part: npm run vm create makes it anew`)
      await hypervisor.start(settings.name)
      break
    }
    default:
      throw new VmError(
        `${settings.name} is ${machine.stateWord}: wait until it is not, or end it in VirtualBox's window, then start it again`,
      )
  }
  return awaitBackends(lab)
}
