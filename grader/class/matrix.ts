// Who passed what: a row a student, a column a check. What everybody passed needs no column. Pure.
import { type Markup, markup } from '../report/markup.ts'
import { SYMBOLS } from '../report/wording.ts'
import type { ClassPlan, PlannedCheck } from './class-plan.ts'
import type { ClassRecord } from './record.ts'

export function matrix({ checks }: ClassPlan, records: readonly ClassRecord[]): Markup {
  const graded = records.filter(({ status }) => status === 'graded' || status === 'stopped')
  const told = checks.filter(({ id }) => graded.some(({ verdicts }) => (verdicts[id] ?? 'passed') !== 'passed'))
  const quiet = checks.filter(check => !told.includes(check))
  if (graded.length === 0) return markup`<p>Nobody was graded.</p>`
  return markup`<p>✓ passed, ✗ failed, – skipped, ? undecided; empty: not made. A check stands for all stages at which it was made, with its worst verdict.</p>
${told.length === 0 ? null : table(told, graded)}
<details><summary>Passed by everybody who was asked (${quiet.length})</summary><p>${quiet.map(({ id }) => markup`<code>${id}</code> `)}</p></details>`
}

function table(checks: readonly PlannedCheck[], records: readonly ClassRecord[]): Markup {
  return markup`<div class="scroll" role="region" tabindex="0" aria-label="Students and checks"><table class="matrix">
<thead><tr><td></td>${checks.map(({ id, title }) => markup`<th scope="col" title="${title}">${id}</th>`)}</tr></thead>
<tbody>${records.map(
    ({
      student,
      verdicts,
    }) => markup`<tr><th scope="row">${student.key}</th>${checks.map(({ id }) => cell(verdicts[id]))}</tr>
`,
  )}</tbody></table></div>`
}

function cell(verdict: ClassRecord['verdicts'][string] | undefined): Markup {
  if (verdict === undefined) return markup`<td></td>`
  return markup`<td class="${verdict}">${SYMBOLS[verdict]}</td>`
}
