// `npm run vm provision`: makes the backends inside the VM again, by the very script that its first boot ran. EDGE: starts ssh.
import { awaitBackends } from '../await-backends.ts'
import { commandFor } from '../command-for.ts'
import { findProgram } from '../find-program.ts'
import { isOurs, type Lab } from '../lab.ts'
import { findMachine } from '../look-at-machine.ts'
import { DEFAULT_PORTS } from '../plan-machine.ts'
import { runProgram } from '../program.ts'
import { toShellWords } from '../shell-words.ts'
import { toSsh } from '../ssh.ts'
import { targetOf } from '../ssh-target.ts'
import type { Standing } from '../standing.ts'
import { VmError } from '../vm-error.ts'
import { provisionScript } from '../write-seed.ts'

/** Packages come over the network. */
const LIMIT_MS = 20 * 60_000

export async function provision(lab: Lab): Promise<Standing> {
  const { settings, hypervisor, store, tell, signal } = lab
  const { name, foreign, dryRun } = settings
  const machine = await findMachine(lab)
  const record = await store.read(name)
  const ours = isOurs(record, hypervisor, machine.id)
  if (!ours && !foreign)
    throw new VmError(
      `${name} was not made by npm run vm create, and is not changed unless you say so: add --foreign --user NAME (it needs sudo without a password there)`,
    )
  if (machine.state !== 'running')
    throw new VmError(`${name} is ${machine.state}: ${commandFor('start', settings)} starts it`)
  const ports = (ours ? record?.ports : settings.ports) ?? DEFAULT_PORTS
  const remote = ['sudo', '-n', 'sh', '-s', '--', ...ports.map(String)]
  const words = [...toSsh(await targetOf(lab, machine)), ...remote]
  tell(`$ ${toShellWords(['ssh', ...words])} < vm-setup/provision.sh`)
  if (dryRun) return awaitBackends(lab)
  const file = findProgram(['ssh'])
  if (file === undefined) throw new VmError('ssh is not installed: install OpenSSH (sudo apt install openssh-client)')
  const input = await provisionScript()
  const { code, stderr } = await runProgram(file, words, {
    limitMs: LIMIT_MS,
    signal,
    input,
    onLine: line => tell(`  ${line}`),
  })
  if (code !== 0) throw new VmError(`provision: ${complaint(stderr, code)}`)
  return awaitBackends(lab)
}

function complaint(stderr: string, code: number | null): string {
  const last = stderr.trim().split(/\r?\n/).at(-1) ?? ''
  if (/a password is required/.test(last))
    return 'sudo in the VM wants a password; log in (npm run vm ssh) and let your user sudo without one, or make a VM with npm run vm create'
  // ssh's own failures; all others are the script's.
  if (code === 255) return `ssh does not get in (${last || 'no answer'}): is it still booting? npm run vm status`
  return last.replace(/^provision: /, '') || `the script ended with status ${code}`
}
