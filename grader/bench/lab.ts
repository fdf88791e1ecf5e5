// Knows how the measured programs are set up: three backends, every balancer over the same three, all at once, so that
// the rounds only have to turn from one to the next. EDGE: makes folders, starts programs.

import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { atTheEnd } from '../../backends/last-resort.ts'
import { makeTemporaryFolder } from '../../backends/temporary-folder.ts'
import { freePort } from '../lab/ports.ts'
import { type Program, startProgram } from '../lab/program.ts'
import type { LaunchCommand } from '../subject.ts'
import { type Contender, DIRECT } from './contenders.ts'
import { nginxBackend } from './nginx.ts'
import type { Place } from './place.ts'
import { type Placement, pinning } from './placement.ts'
import type { Scenario } from './scenarios.ts'

/** A running program that is measured. */
export interface Subject {
  readonly name: string
  readonly program: Program
  /** False where it answers by itself. */
  readonly forwards: boolean
}

export interface LabPlan extends Pick<Place, 'connections' | 'workers'> {
  /** Those that can serve the scenario. */
  readonly contenders: readonly Contender[]
  readonly scenario: Scenario
  readonly placement: Placement
  /** Requests after which a backend closes its connection. */
  readonly backendRequests: number
}

const host = '127.0.0.1'
const backendCount = 3
/** How late the late answers of the scenario mix are. */
export const slowMs = 50

/** Starts everything; what runs and what was written is registered with `stack` at once, and ends with it. Rejects with CannotGrade. */
export async function setUp(plan: LabPlan, stack: AsyncDisposableStack, signal: AbortSignal): Promise<Subject[]> {
  const { contenders, scenario, placement, backendRequests, connections, workers } = plan
  const { unlimited } = scenario
  const root = makeTemporaryFolder('hopwise-bench')
  const remove = () => rmSync(root, { recursive: true, force: true })
  const takeBack = atTheEnd(remove)
  stack.defer(() => {
    takeBack()
    remove()
  })

  let started = 0
  const start = async (
    name: string,
    cores: string | undefined,
    toCommand: (directory: string, port: number) => LaunchCommand | Promise<LaunchCommand>,
    { fixedPort, forwards = true }: Partial<Contender> = {},
  ): Promise<Subject> => {
    signal.throwIfAborted()
    // Not by its name: a submission chooses that itself.
    started += 1
    const directory = join(root, String(started))
    mkdirSync(directory)
    const port = fixedPort ?? (await freePort(host))
    const command = await toCommand(directory, port)
    const pinned = { ...command, argv: [...pinning(cores), ...command.argv] as [string, ...string[]] }
    const program = await startProgram(pinned, { host, port, directory, token: 'bench' })
    stack.defer(() => program.stop().then(() => {}))
    return { name, program, forwards }
  }

  const slow = scenario.kind === 'mix' ? await start('slow', placement.load, slowServer) : undefined
  const slowPort = slow?.program.port
  const backends: Subject[] = []
  for (let nth = 1; nth <= backendCount; nth += 1) {
    const toCommand = (directory: string, port: number) =>
      nginxBackend({ directory, port, connections, requests: backendRequests, slowPort })
    backends.push(await start(`backend ${nth}`, placement.load, toCommand))
  }
  const backendPorts = backends.map(({ program }) => program.port)
  const subjects: Subject[] = []
  for (const contender of contenders) {
    const toCommand = (directory: string, port: number) =>
      contender.command({ directory, port, backendPorts, connections, unlimited, workers })
    subjects.push(await start(contender.name, placement.proxy, toCommand, contender))
  }
  return [...subjects, ...backends.slice(0, 1).map(({ program }) => ({ name: DIRECT, program, forwards: true }))]
}

function slowServer(directory: string, port: number): LaunchCommand {
  const file = fileURLToPath(new URL('programs/slow-server.ts', import.meta.url))
  return { argv: [process.execPath, file, String(port), String(slowMs)], cwd: directory }
}
