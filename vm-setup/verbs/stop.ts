// `npm run vm stop`: the course's `VBoxManage controlvm Ubuntu savestate`; with --off its power button.
import { commandFor } from '../command-for.ts'
import type { Lab } from '../lab.ts'
import { findMachine } from '../look-at-machine.ts'
import { VmError } from '../vm-error.ts'

/** A guest that shuts down waits a minute and a half for what does not end. */
const OFF_MS = 120_000

export async function stop(lab: Lab): Promise<void> {
  const { settings, hypervisor, tell } = lab
  const { name, off } = settings
  const machine = await findMachine(lab)
  if (machine.state === 'off' || machine.state === 'saved') {
    const note = off && machine.state === 'saved' ? ': to switch it off, start it first' : ' already'
    tell(`${name} is ${machine.state}${note}`)
    return
  }
  if (machine.state !== 'running' && machine.state !== 'paused')
    throw new VmError(`${name} is ${machine.stateWord}: wait until it is not, then stop it again`)
  if (off) await hypervisor.powerOff(name, OFF_MS)
  else await hypervisor.save(name)
  tell(off ? `${name} is off` : `${name} is saved; ${commandFor('start', settings)} goes on where it was`)
}
