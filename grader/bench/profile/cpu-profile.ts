// Knows V8's CPU profiles: samples of what was running, every so many µs, and what can be added up from them. Pure.

/** As `node --cpu-prof` writes it (Chrome DevTools protocol, Profiler.Profile). Times are µs of the system's steady clock. */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[]
  readonly startTime: number
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

interface ProfileNode {
  readonly id: number
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
}

export interface SelfTime {
  /** `take (receive-buffer.ts:41)`, `writev (Node or the system)`, `garbage collector`. */
  readonly name: string
  readonly micros: number
}

export interface SelfTimes {
  /** Nothing to do: the loop waited for events. */
  readonly idleMicros: number
  readonly busyMicros: number
  /** Most first. */
  readonly functions: readonly SelfTime[]
  /** The same by file; what is no JavaScript is one of them. */
  readonly files: readonly SelfTime[]
}

export const native = 'C++ and system calls'

/** What V8 puts in parentheses is no function. */
const specials = new Map([
  ['(garbage collector)', 'garbage collector'],
  ['(program)', `${native}: the loop itself`],
  ['(root)', 'V8'],
])

/** Time on top of the stack, of the samples between the two moments (µs of the same clock). */
export function selfTimes(
  { nodes, samples, timeDeltas, startTime }: CpuProfile,
  fromMicros: number,
  toMicros: number,
): SelfTimes {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]))
  const functions = new Map<string, number>()
  const files = new Map<string, number>()
  let idleMicros = 0
  let busyMicros = 0
  let at = startTime
  for (const [nth, id] of samples.entries()) {
    const delta = timeDeltas[nth] ?? 0
    at += delta
    const frame = frames.get(id)
    if (frame === undefined || at < fromMicros || at > toMicros) continue
    if (frame.functionName === '(idle)') {
      idleMicros += delta
      continue
    }
    busyMicros += delta
    const { name, file } = describe(frame)
    functions.set(name, (functions.get(name) ?? 0) + delta)
    files.set(file, (files.get(file) ?? 0) + delta)
  }
  return { idleMicros, busyMicros, functions: ranked(functions), files: ranked(files) }
}

function describe({ functionName, url, lineNumber }: ProfileNode['callFrame']): { name: string; file: string } {
  const special = specials.get(functionName)
  if (special !== undefined) return { name: special, file: special.startsWith(native) ? native : special }
  // Functions of Node's that are written in C++ have no place.
  if (url === '') return { name: `${functionName || '(anonymous)'} (${native})`, file: native }
  const file = url.startsWith('node:') ? url : shorten(url)
  return { name: `${functionName || '(anonymous)'} (${file}:${lineNumber + 1})`, file }
}

/** The last two names of the path: a stage's folder says which one is meant. */
function shorten(url: string): string {
  return url.split('/').slice(-2).join('/')
}

function ranked(times: ReadonlyMap<string, number>): SelfTime[] {
  return [...times].map(([name, micros]) => ({ name, micros })).sort((a, b) => b.micros - a.micros)
}
