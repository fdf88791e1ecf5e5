// Knows how a tree of stages looks from outside: stages/NN-name/main.ts. It reads names and imports nothing of them.
// EDGE: reads a folder.
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { StageNumber } from '../result.ts'

/** The program of each stage that is there, as a path from the tree's root, in ascending order. Empty: no such tree. */
export function findStagePrograms(root: string): ReadonlyMap<StageNumber, string> {
  const stages = join(root, 'stages')
  if (!statSync(stages, { throwIfNoEntry: false })?.isDirectory()) return new Map()
  const programs = readdirSync(stages)
    .filter(name => /^0[1-6]-/.test(name) && existsSync(join(stages, name, 'main.ts')))
    .sort()
    .map(name => [Number(name.slice(0, 2)) as StageNumber, join('stages', name, 'main.ts')] as const)
  return new Map(programs)
}
