// Knows how the measured programs are set up: three backends, every balancer over the same three, all at once, so that
// the rounds only have to turn from one to the next.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts } from './free-ports.ts'
import { type Command, type Launched, launch } from './launched.ts'
import { nginxBackend } from './nginx.ts'
import type { Placement } from './placement.ts'
import type { Balancer, Subject } from './subjects.ts'

export interface LabPlan {
  readonly balancers: readonly Balancer[]
  readonly placement: Placement
  /** Requests after which a backend closes its connection. */
  readonly backendRequests: number
}

const backendCount = 3

/** Starts everything; what runs and what was written is registered with `stack` at once, and ends with it. */
export async function setUp(plan: LabPlan, stack: AsyncDisposableStack, signal: AbortSignal): Promise<Subject[]> {
  const { balancers, placement, backendRequests } = plan
  const root = mkdtempSync(join(tmpdir(), 'hopwise-bench-'))
  stack.defer(() => rmSync(root, { recursive: true, force: true }))
  const ports = await freePorts(backendCount + balancers.length)
  const backendPorts = ports.slice(0, backendCount)
  const balancerPorts = ports.slice(backendCount)

  const start = async (name: string, cores: string | undefined, toCommand: (directory: string) => Command) => {
    const directory = join(root, name)
    mkdirSync(directory)
    return stack.use(await launch(toCommand(directory), cores, signal))
  }
  const backends: Launched[] = []
  for (const port of backendPorts) {
    backends.push(await start(`backend ${port}`, placement.load, own => nginxBackend(own, port, backendRequests)))
  }
  const subjects: Subject[] = []
  for (const [index, { name, toCommand }] of balancers.entries()) {
    const port = balancerPorts[index] ?? 0
    subjects.push(toSubject(name, await start(name, placement.proxy, own => toCommand(own, port, backendPorts))))
  }
  return [...subjects, ...backends.slice(0, 1).map(backend => toSubject('direct', backend))]
}

function toSubject(name: string, launched: Launched): Subject {
  return { name, port: launched.port, pid: launched.pid, demandAlive: () => launched.demandAlive() }
}
