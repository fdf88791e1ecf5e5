// Checks of an instructor's own, in a module that exports `CHECKS`: the same interface as the suite's. EDGE: imports a module.
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import type { Check } from './check.ts'
import { CHECKS } from './registry.ts'
import { CannotGrade } from './verdict.ts'

const stage = z.int().min(1).max(6)
const text = z.string().min(1)
const CHECK = z.looseObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*(?:\.[a-z0-9][a-z0-9-]*)+$/, 'expected an id such as own.large-cookies'),
  stage,
  until: stage.optional(),
  title: text,
  level: z.enum(['must', 'should']).optional(),
  points: z.number().min(0).max(1000).optional(),
  needs: z.array(text).optional(),
  spec: text,
  why: text,
  hint: text,
  lesson: text,
  run: z.custom(value => typeof value === 'function', 'expected a function'),
})

/** Throws CannotGrade, one line that names the file, the place and the fault. */
export async function readExtraChecks(file: string): Promise<readonly Check[]> {
  const { CHECKS: own } = await importModule(file)
  const { success, data, error } = z.array(CHECK).min(1).safeParse(own)
  if (!success) {
    const [issue] = error.issues
    const place = issue?.path.map(key => `[${String(key)}]`).join('') ?? ''
    throw new CannotGrade(`--extra-checks ${file}: CHECKS${place}: ${issue?.message.replace(/\s+/g, ' ')}`)
  }
  const ids = new Set(CHECKS.map(({ id }) => id))
  for (const { id, needs = [] } of data) {
    if (ids.has(id))
      throw new CannotGrade(`--extra-checks ${file}: ${id} is there already; ids are unique, so take another`)
    const unknown = needs.find(each => !ids.has(each))
    if (unknown !== undefined)
      throw new CannotGrade(`--extra-checks ${file}: ${id} needs ${unknown}, which does not stand before it`)
    ids.add(id)
  }
  return own as readonly Check[]
}

async function importModule(file: string): Promise<{ readonly CHECKS?: unknown }> {
  if (!existsSync(file)) throw new CannotGrade(`--extra-checks ${file}: there is no such file`)
  try {
    return await import(pathToFileURL(resolve(file)).href)
  } catch (error) {
    const { message } = error as Error
    throw new CannotGrade(`--extra-checks ${file}: cannot be imported: ${message.replace(/\s+/g, ' ').slice(0, 300)}`)
  }
}
