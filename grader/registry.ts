// The table of all checks, in the order in which they are made and reported. Knows what binds which stage; runs nothing.
import { createHash } from 'node:crypto'
import type { Check } from './check.ts'
import { CHECKS_01 } from './checks/01-echo.ts'
import { CHECKS_02 } from './checks/02-parse.ts'
import { CHECKS_03 } from './checks/03-forward.ts'
import { CHECKS_04 } from './checks/04-pipelining.ts'
import { CHECKS_05 } from './checks/05-nonblocking.ts'
import { CHECKS_06 } from './checks/06-request-id.ts'
import { CHECKS_END_TO_END } from './checks/end-to-end.ts'
import type { StageNumber } from './result.ts'

export const STAGES: readonly StageNumber[] = [1, 2, 3, 4, 5, 6]

export const STAGE_NAMES: Readonly<Record<StageNumber, string>> = {
  1: 'echo',
  2: 'parse',
  3: 'forward',
  4: 'keep-alive and pipelining',
  5: 'non-blocking',
  6: 'X-Request-ID',
}

export const CHECKS: readonly Check[] = [
  ...CHECKS_01,
  ...CHECKS_02,
  ...CHECKS_03,
  ...CHECKS_04,
  ...CHECKS_05,
  ...CHECKS_06,
  ...CHECKS_END_TO_END,
]

/** Raised whenever a check begins to ask something else. */
export const SUITE_VERSION = '1.0.0'

/** The digest of all declarations: two results with the same one come from the same checks. */
export function digestOf(checks: readonly Check[]): string {
  const declared = checks.map(({ run, ...declaration }) => ({ ...declaration, run: run.toString() }))
  return createHash('sha256').update(JSON.stringify(declared)).digest('hex')
}

export function bindsAt(check: Check, stage: StageNumber): boolean {
  return check.stage <= stage && stage <= (check.until ?? 6)
}

export function levelOf(check: Check): 'must' | 'should' {
  return check.level ?? 'must'
}

export function pointsOf(check: Check): number {
  return levelOf(check) === 'should' ? 0 : (check.points ?? 1)
}

/** `checks` and whatever they need, in the order of `all`. */
export function withNeeds(checks: readonly Check[], all: readonly Check[]): Check[] {
  const wanted = new Set<string>()
  const byId = new Map(all.map(check => [check.id, check]))
  const add = (check: Check) => {
    if (wanted.has(check.id)) return
    wanted.add(check.id)
    for (const id of check.needs ?? []) {
      const needed = byId.get(id)
      if (needed !== undefined) add(needed)
    }
  }
  checks.forEach(add)
  return all.filter(check => wanted.has(check.id))
}

/** Results stage by stage, in the order of the registry, whatever the order in which they were made. */
export function inRegistryOrder<Each extends { readonly id: string; readonly stage: StageNumber }>(
  results: readonly Each[],
): Each[] {
  const places = new Map(CHECKS.map(({ id }, place) => [id, place]))
  // What is no check of the registry, such as the load, stands behind all that are.
  const placeOf = (id: string) => places.get(id) ?? CHECKS.length
  return results.toSorted((a, b) => a.stage - b.stage || placeOf(a.id) - placeOf(b.id))
}
