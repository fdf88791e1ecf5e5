// Checks of an instructor's own, in a module that exports `CHECKS`: the same interface as the suite's. EDGE: imports a module.
import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as v from 'valibot'
import type { Check } from './check.ts'
import { CHECKS } from './registry.ts'
import { anyObject, expected, integer, matching, number, someText } from './shape.ts'
import { CannotGrade } from './verdict.ts'

const stage = integer(1, 6)
const text = someText()
const CHECK = v.pipe(
  anyObject,
  v.looseObject(
    {
      id: matching(/^[a-z][a-z0-9-]*(?:\.[a-z0-9][a-z0-9-]*)+$/, 'an id such as own.large-cookies'),
      stage,
      until: v.optional(stage),
      title: text,
      level: v.optional(v.picklist(['must', 'should'], expected('"must" or "should"'))),
      points: v.optional(number(0, 1000)),
      needs: v.optional(v.array(text, expected('an array of ids'))),
      spec: text,
      why: text,
      hint: text,
      lesson: text,
      run: v.custom(value => typeof value === 'function', expected('a function')),
    },
    'missing',
  ),
)
const OWN = v.pipe(v.array(CHECK, expected('an array of checks')), v.minLength(1, 'expected at least one check'))

/** Throws CannotGrade, one line that names the file, the place and the fault. */
export async function readExtraChecks(file: string): Promise<readonly Check[]> {
  const { CHECKS: own } = await importModule(file)
  const { success, output, issues } = v.safeParse(OWN, own)
  if (!success) {
    const [{ path = [], message }] = issues
    const place = path.map(({ key }) => `[${String(key)}]`).join('')
    throw new CannotGrade(`--extra-checks ${file}: CHECKS${place}: ${message}`)
  }
  const ids = new Set(CHECKS.map(({ id }) => id))
  for (const { id, needs = [] } of output) {
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
  if (statSync(file).isDirectory()) throw new CannotGrade(`--extra-checks ${file}: is a folder; name the module in it`)
  try {
    return await import(pathToFileURL(resolve(file)).href)
  } catch (error) {
    const { message } = error as Error
    throw new CannotGrade(`--extra-checks ${file}: cannot be imported: ${message.replace(/\s+/g, ' ').slice(0, 300)}`)
  }
}
