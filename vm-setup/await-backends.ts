// After a start: waits for the backends, says what it sees, writes the conf. EDGE, by what it calls.
import { toCandidates } from './candidates.ts'
import { isOurs, type Lab } from './lab.ts'
import { findMachine, lookAtMachine } from './look-at-machine.ts'
import { type Standing, toLines } from './standing.ts'
import { readConf, writeConf } from './vm-conf.ts'
import { VmError } from './vm-error.ts'
import { waitForBackends } from './wait-for-backends.ts'

const STRANGERS_MS = 20_000

/** Rejects with VmError if none answers in time, or if the VM goes down meanwhile. */
export async function awaitBackends(lab: Lab): Promise<Standing> {
  const { settings, hypervisor, store, confFile, tell, tellProgress, signal } = lab
  const { name, waitMs, dryRun } = settings
  if (dryRun) {
    tell(`# waits up to ${waitMs / 1000} s until the backends answer, then writes ${confFile}`)
    return lookAtMachine(lab)
  }
  const record = await store.read(name)
  const machine = await findMachine(lab)
  const ours = isOurs(record, hypervisor, machine.id)
  const answers = await waitForBackends({
    limitMs: waitMs,
    // Behind the ports of a stranger's VM may be something else than web servers.
    graceMs: ours ? undefined : STRANGERS_MS,
    signal,
    async candidates() {
      const machine = await findMachine(lab)
      if (machine.state === 'off' || machine.state === 'broken' || machine.state === 'saved')
        throw new VmError(
          `${name} is ${machine.state} (${machine.stateWord}) before its backends answered; ${whereToLook(lab)}`,
        )
      return toCandidates(machine, ours ? record?.ports : undefined, await readConf(confFile))
    },
    onRound(answers, waitedMs) {
      const there = answers.filter(({ answers }) => answers).length
      tellProgress(`waiting for the backends: ${there} of ${answers.length} answer, ${Math.round(waitedMs / 1000)} s`)
    },
  })
  const good = answers.filter(({ answers }) => answers)
  if (good.length === 0)
    throw new VmError(
      `${name} runs, but no backend answered within ${waitMs / 1000} s (asked: ${answers.map(({ ip, port }) => `${ip}:${port}`).join(', ') || 'nobody, for it has no forwarded port and tells no address'}); ${whereToLook(lab)}`,
    )
  if (await writeConf(confFile, good)) tell(`wrote ${confFile}`)
  const standing = await lookAtMachine(lab)
  for (const line of toLines(standing)) tell(line)
  if (ours && good.length < answers.length)
    throw new VmError(
      `${good.length} of ${answers.length} backends answered within ${waitMs / 1000} s; ${whereToLook(lab)}`,
    )
  return standing
}

function whereToLook({ settings: { name }, hypervisor }: Lab): string {
  const console =
    hypervisor.kind === 'qemu'
      ? 'console.log and qemu.log in its folder'
      : 'its window (VirtualBox, Show) or console.log'
  return `${console} show how far it came; npm run vm -- ssh --name ${name} looks inside, npm run vm provision makes the backends again, --wait 1800 waits longer`
}
