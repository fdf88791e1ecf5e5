// `npm run vm ssh`: a shell inside the VM, or one command. EDGE: starts ssh.
import { spawn } from 'node:child_process'
import { commandFor } from '../command-for.ts'
import { findProgram } from '../find-program.ts'
import type { Lab } from '../lab.ts'
import { findMachine } from '../look-at-machine.ts'
import { toShellWords } from '../shell-words.ts'
import { shellWord, toSsh } from '../ssh.ts'
import { targetOf } from '../ssh-target.ts'
import { VmError } from '../vm-error.ts'

/** Resolves to the exit status of ssh, which is that of the command. */
export async function ssh(lab: Lab): Promise<number> {
  const { settings, tell } = lab
  const machine = await findMachine(lab)
  if (machine.state !== 'running')
    throw new VmError(`${settings.name} is ${machine.state}: ${commandFor('start', settings)} starts it`)
  const words = [...toSsh(await targetOf(lab, machine)), ...settings.command.map(shellWord)]
  tell(`$ ${toShellWords(['ssh', ...words])}`)
  if (settings.dryRun) return 0
  const file = findProgram(['ssh'])
  if (file === undefined) throw new VmError('ssh is not installed: install OpenSSH (sudo apt install openssh-client)')
  const child = spawn(file, words, { stdio: 'inherit' })
  return new Promise((resolve, reject) => {
    child.once('error', error => reject(new VmError(`${file} cannot be started: ${error.message}`)))
    child.once('exit', code => resolve(code ?? 255))
  })
}
