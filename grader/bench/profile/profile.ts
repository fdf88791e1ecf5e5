// Knows how a V8 CPU profile of one subject under load is made: the same lab and the same load as for measuring, with Node
// told to write what it saw. EDGE: through the lab, and by files.

import { access, constants, readFile, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { makeTemporaryFolder } from '../../../backends/temporary-folder.ts'
import { remedy, writeReport } from '../../report/write-report.ts'
import { CannotGrade } from '../../verdict.ts'
import type { Contender } from '../contenders.ts'
import { setUp } from '../lab.ts'
import { measure } from '../measure.ts'
import type { Options } from '../options.ts'
import type { Placement } from '../placement.ts'
import { spareConnections, toRows, warmUpSeconds } from '../plan.ts'
import { type CpuProfile, selfTimes } from './cpu-profile.ts'
import { toReading } from './reading.ts'

export interface ProfilePlan extends Options {
  readonly file: string
  /** Only the first is looked at. */
  readonly contenders: readonly Contender[]
  readonly placement: Placement
  readonly signal: AbortSignal
}

const profileName = 'bench.cpuprofile'
const usualClients = 64

/** Writes the profile and tells how to read it. Rejects with CannotGrade. */
export async function profile(plan: ProfilePlan): Promise<string> {
  const { file, contenders, placement, signal, seconds, rate, workers } = plan
  // Better known before the load.
  await access(dirname(file), constants.W_OK).catch(error => {
    throw new CannotGrade(`cannot write the profile ${file}: ${remedy(dirname(file), error.code)}`)
  })
  const [row] = toRows(plan, contenders)
  const [contender] = contenders
  if (row === undefined || contender === undefined) {
    const [scenario] = plan.scenarios
    throw new CannotGrade(
      `${contender?.name} ${scenario && contender?.whyNot(scenario)}: nothing to profile in ${scenario?.name}`,
    )
  }
  const { scenario, backendRequests } = row
  const clients = plan.clients?.[0] ?? usualClients
  const directory = makeTemporaryFolder('hopwise-profile')
  try {
    const profiled = withProfiler(contender, directory)
    const lab = new AsyncDisposableStack()
    await using _ = lab
    const connections = clients + spareConnections
    const labPlan = { contenders: [profiled], scenario, placement, backendRequests, connections, workers }
    const [subject] = await setUp(labPlan, lab, signal)
    if (subject === undefined) throw new CannotGrade('nothing was started')
    const load = { scenario, clients, seconds, rate, cores: placement.load, seed: 1 }
    await measure(subject, { ...load, seconds: warmUpSeconds }, signal)
    const fromMicros = steadyMicros()
    const { requests, requestsPerSecond } = await measure(subject, load, signal)
    const toMicros = steadyMicros()
    // It writes when it ends, and may take its time for that.
    await subject.program.stop({ graceMs: 15_000 })
    const text = await readFile(join(directory, profileName), 'utf8').catch(() => {
      throw new CannotGrade(`${contender.name} wrote no profile: it must end by itself on SIGTERM`)
    })
    await writeReport(file, text)
    const told = `${scenario.name}, ${clients} clients, ${seconds} s`
    const times = selfTimes(JSON.parse(text) as CpuProfile, fromMicros, toMicros)
    return toReading({ file, subject: contender.name, load: told, requests, requestsPerSecond }, times)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** @throws CannotGrade, when it is started, where it is not run by Node */
function withProfiler(contender: Contender, directory: string): Contender {
  return {
    ...contender,
    async command(place) {
      const command = await contender.command(place)
      const [program, ...args] = command.argv
      if (!/^node(?:js)?$/.test(basename(program)))
        throw new CannotGrade(
          `--profile: ${contender.name} is started by ${program}, not by node; its language has profilers of its own`,
        )
      const flags = ['--cpu-prof', `--cpu-prof-dir=${directory}`, `--cpu-prof-name=${profileName}`]
      return { ...command, argv: [program, ...flags, ...args] }
    },
  }
}

/** The clock of V8's samples (CLOCK_MONOTONIC). */
function steadyMicros(): number {
  return Number(process.hrtime.bigint() / 1000n)
}
