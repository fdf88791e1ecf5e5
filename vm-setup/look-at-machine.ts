// How the VM of this lab stands now. EDGE, by what it calls: asks the hypervisor and the backends.
import { probe } from './backend-probe.ts'
import { toCandidates } from './candidates.ts'
import { commandFor } from './command-for.ts'
import type { Machine } from './hypervisor.ts'
import { isOurs, type Lab } from './lab.ts'
import type { Standing } from './standing.ts'
import { readConf } from './vm-conf.ts'
import { VmError } from './vm-error.ts'

export async function lookAtMachine(lab: Lab): Promise<Standing> {
  const { settings, hypervisor, store, confFile } = lab
  const machine = await hypervisor.look(settings.name)
  const record = await store.read(settings.name)
  const ours = machine !== undefined && isOurs(record, hypervisor, machine.id)
  const candidates =
    machine?.state === 'running'
      ? toCandidates(machine, ours ? record?.ports : undefined, await readConf(confFile))
      : []
  const backends = settings.dryRun ? [] : await Promise.all(candidates.map(address => probe(address)))
  return {
    ...{ schema: 'hopwise-vm/1', name: settings.name, hypervisor: hypervisor.kind, isOurs: ours, backends },
    state: machine?.state ?? 'absent',
    forwards: machine?.forwards ?? [],
    addresses: machine?.addresses ?? [],
    conf: backends.some(({ answers }) => answers) ? confFile : null,
  }
}

/** Rejects with VmError where there is none. */
export async function findMachine({ hypervisor, settings }: Lab): Promise<Machine> {
  const machine = await hypervisor.look(settings.name)
  if (machine !== undefined) return machine
  const other = hypervisor.kind === 'qemu' ? '' : ' (or name another one with --name; npm run vm list shows them)'
  throw new VmError(
    `${hypervisor.title} has no VM named ${settings.name}: ${commandFor('create', settings)} makes it${other}`,
  )
}
