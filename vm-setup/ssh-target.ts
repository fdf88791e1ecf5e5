// How ssh reaches the VM of this lab: one that was made here with the lab's own key, another one as its owner says.
import { join } from 'node:path'
import type { Machine } from './hypervisor.ts'
import { isOurs, type Lab } from './lab.ts'
import { machineFolder } from './lab-home.ts'
import type { SshTarget } from './ssh.ts'
import { VmError } from './vm-error.ts'

/** Rejects with VmError where too little is known. */
export async function targetOf({ settings, home, store, hypervisor }: Lab, machine: Machine): Promise<SshTarget> {
  const record = await store.read(settings.name)
  if (record !== undefined && isOurs(record, hypervisor, machine.id)) {
    const knownHosts = join(machineFolder(home, settings.name), 'known_hosts')
    return { user: record.user, port: record.sshPort, key: home.key, knownHosts }
  }
  const port = settings.sshPort ?? machine.forwards.find(({ guestPort }) => guestPort === 22)?.hostPort
  if (port !== undefined && settings.user !== undefined)
    return { user: settings.user, port, key: undefined, knownHosts: join(home.folder, 'known_hosts') }
  const lacking = port === undefined ? 'no port leads to its ssh (--ssh-port N)' : 'its user is not known (--user NAME)'
  throw new VmError(
    `${settings.name} was not made here, and ${lacking}; give it, or make a VM of the lab's own: npm run vm -- create --name hopwise`,
  )
}
