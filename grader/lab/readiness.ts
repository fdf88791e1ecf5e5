// Waits until a program accepts connections on its port, and finds the words if it does not. EDGE: opens sockets, reads the
// clock.
import { setTimeout as pause } from 'node:timers/promises'
import { accepts } from '../../backends/port.ts'
import { areDescriptorsReadable, type Listener, listenersOf } from './listeners.ts'
import { allProcesses, hasProc } from './process-table.ts'
import type { Program } from './program.ts'

// Between two looks. Readiness is what the look says, not that time has passed.
const LOOK_AGAIN_MS = 10

/**
 * Resolves with null when the program accepts, else with why it never will: a clause without the command. A program that has accepted and
 * then ended, because it cannot bear that somebody connects and leaves, was ready: what it is worth the checks will say.
 */
export async function whyNotReady(program: Program, readyMs: number): Promise<string | null> {
  const deadline = performance.now() + readyMs
  let foreigners: string[] = []
  let hasAccepted = false
  while (!program.hasExited) {
    const left = deadline - performance.now()
    if (left <= 0) return tooLate(program, foreigners)
    if (await accepts(program.host, program.port, Math.min(1000, left))) {
      hasAccepted = true
      foreigners = whoElseListens(program)
      if (foreigners.length === 0 && !program.hasExited) return null
    }
    await Promise.race([pause(LOOK_AGAIN_MS), program.exited])
  }
  // Whoever else had the port would have it still.
  if (hasAccepted && !(await accepts(program.host, program.port, 1000))) return null
  return endedEarly(program, foreigners)
}

/** Empty if it is the program itself who listens, or if nobody can tell. */
function whoElseListens(program: Program): string[] {
  if (!hasProc) return []
  const tree = program.pids()
  if ((listenersOf(program.port, tree) ?? tree).length > 0) return []
  const marked = program.allPids()
  if ((listenersOf(program.port, marked) ?? marked).length > 0) return []
  if (!marked.every(areDescriptorsReadable)) return []
  const table = allProcesses()
  const owners = listenersOf(program.port, [...table.keys()]) ?? []
  // Nobody to be found: it closed in the meantime, or belongs to another user. Either way it is not the program's.
  return owners.length > 0 ? owners.map(pid => `${table.get(pid)?.name} (pid ${pid})`) : ['another process']
}

async function endedEarly(program: Program, foreigners: readonly string[]): Promise<string> {
  const { code, signal } = await program.exited
  await program.output.settled()
  const how = program.breach ?? (signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`)
  const others = program.allPids()
  const left =
    others.length > 0 ? `; it left pid ${others.join(', ')} running, but must not go into the background` : ''
  return `${how} before it listened on ${program.host}:${program.port}${heldBy(foreigners)}${left}${words(program)}`
}

async function tooLate(program: Program, foreigners: readonly string[]): Promise<string> {
  const address = `${program.host}:${program.port}`
  if (foreigners.length > 0)
    return `does not listen on ${address}${heldBy(foreigners)}; the program is alive (pid ${program.pid})${words(program)}`
  const where = whereElse(program.listeners(), program)
  return `nothing listens on ${address}; the program is alive (pid ${program.pid})${where}${words(program)}`
}

function heldBy(foreigners: readonly string[]): string {
  return foreigners.length > 0 ? `: ${foreigners.join(', ')} has that port` : ''
}

function whereElse(listeners: readonly Listener[] | undefined, { host }: Program): string {
  if (listeners === undefined) return ''
  const familiar = [host, '0.0.0.0', '::']
  const places = listeners.map(each =>
    familiar.includes(each.host)
      ? `${each.port}`
      : `${each.host.includes(':') ? `[${each.host}]` : each.host}:${each.port}`,
  )
  return places.length > 0 ? ` and listens on ${[...new Set(places)].join(', ')}` : ' and listens nowhere'
}

function words({ output }: Program): string {
  return output.complaint === '' ? '; it printed nothing' : `; it said: ${output.complaint}`
}
