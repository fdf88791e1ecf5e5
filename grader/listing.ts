// The checks as a list, for `--list`: a table to read, or JSON. Pure.
import type { Check } from './check.ts'
import { bindsAt, levelOf, pointsOf, STAGE_NAMES, STAGES } from './registry.ts'
import type { StageNumber } from './result.ts'

/** The checks that bind one of `stages`; undefined: all. */
export function chosenFor(checks: readonly Check[], stages: readonly StageNumber[] | undefined): Check[] {
  return checks.filter(check => stages === undefined || stages.some(stage => bindsAt(check, stage)))
}

/** Documented in grader/README.md, "The list of checks". */
export function toListJson(checks: readonly Check[]): string {
  const listed = checks.map(check => ({
    id: check.id,
    stage: check.stage,
    until: check.until ?? 6,
    title: check.title,
    level: levelOf(check),
    maxScore: pointsOf(check),
    needs: check.needs ?? [],
    spec: check.spec,
    why: check.why,
    hint: check.hint,
    lesson: check.lesson,
    byHand: check.byHand ?? null,
  }))
  return `${JSON.stringify(listed, null, 2)}\n`
}

export function toListTable(checks: readonly Check[]): string {
  const width = Math.max(...checks.map(({ id }) => id.length))
  const sections = STAGES.map(stage => {
    const own = checks.filter(check => check.stage === stage)
    const lines = own.map(check => {
      const weight =
        levelOf(check) === 'should' ? 'should' : `${pointsOf(check)} ${pointsOf(check) === 1 ? 'point' : 'points'}`
      const until =
        check.until === undefined ? '' : check.until === stage ? ' (this stage only)' : ` (to stage ${check.until})`
      return `  ${check.id.padEnd(width)}  ${weight.padEnd(8)}  ${check.title}${until}`
    })
    return own.length === 0 ? '' : `Stage ${stage}, ${STAGE_NAMES[stage]}: ${own.length} checks\n${lines.join('\n')}\n`
  })
  const points = checks.reduce((total, check) => total + pointsOf(check), 0)
  return `${sections.filter(Boolean).join('\n')}\n${checks.length} checks, ${points} points, each again at every later stage that it binds\n`
}
