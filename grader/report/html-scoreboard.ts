// Knows the table of the stages on the page.

import type { GradeResult, StageResult } from '../result.ts'
import { type Markup, markup } from './markup.ts'
import { notGraded, startUp } from './scoreboard-text.ts'
import { points } from './wording.ts'

const COLUMNS = ['Points', 'Passed', 'Failed', 'Skipped', 'Undecided', 'Start-up']
const COUNTS = ['passed', 'failed', 'skipped', 'undecided'] as const

export function scoreboardTable(result: GradeResult): Markup {
  const { stages } = result
  const heads = COLUMNS.map(column => markup`<th scope="col" class="number">${column}</th>`)
  return markup`<div class="scroll" role="region" tabindex="0" aria-label="Scoreboard"><table>
<thead><tr><th scope="col">Stage</th>${heads}</tr></thead>
<tbody>${stages.map(stageRow)}</tbody>
${stages.length > 1 ? markup`<tfoot>${sumRow(stages)}</tfoot>` : null}
</table></div>
${notGraded(result).map(line => markup`<p class="reason failed">${line}</p>`)}`
}

function stageRow(stage: StageResult): Markup {
  const counts = COUNTS.map(verdict => count(stage[verdict], verdict))
  return markup`<tr><th scope="row">${stage.stage} ${stage.name}</th><td class="number">${points(stage.score)} of ${points(
    stage.maxScore,
  )}</td>${counts}<td class="number">${startUp(stage)}</td></tr>
`
}

function sumRow(stages: readonly StageResult[]): Markup {
  const sum = (of: 'score' | 'maxScore' | (typeof COUNTS)[number]) => stages.reduce((all, stage) => all + stage[of], 0)
  return markup`<tr><th scope="row">All</th><td class="number">${points(sum('score'))} of ${points(sum('maxScore'))}</td>${COUNTS.map(
    verdict => count(sum(verdict), verdict),
  )}<td></td></tr>`
}

/** A nought steps back, that the eye finds the others. */
function count(value: number, verdict: string): Markup {
  return markup`<td class="number ${value === 0 ? 'nought' : verdict}">${value}</td>`
}
