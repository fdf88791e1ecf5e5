// Knows what a load costs the subject: CPU time of its process tree between two moments, and its memory at the second.

import type { Program } from '../lab/program.ts'
import { CannotGrade } from '../verdict.ts'
import type { Subject } from './lab.ts'
import type { Figures } from './summary.ts'

/** Call it before the load, and what it returns right behind it. That throws CannotGrade if the program has ended. */
export function startMeter({ name, program }: Subject): (requests: number) => Cost {
  const before = program.cpuMs()
  return requests => {
    demandAlive(name, program)
    const after = program.cpuMs()
    const isKnown = before !== undefined && after !== undefined && requests > 0
    return {
      cpuMicrosPerRequest: isKnown ? ((after - before) * 1000) / requests : null,
      memoryBytes: program.memoryBytes() ?? null,
    }
  }
}

type Cost = Pick<Figures, 'cpuMicrosPerRequest' | 'memoryBytes'>

/** Figures of a dead program are none. */
export function demandAlive(name: string, { hasExited, output }: Program): void {
  if (hasExited)
    throw new CannotGrade(`${name} has ended${output.complaint === '' ? '' : `; it said: ${output.complaint}`}`)
}
