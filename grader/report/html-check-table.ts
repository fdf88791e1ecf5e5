// Knows the table of all checks on the page, and the filter above it: radio buttons that work by style alone.

import type { CheckResult, Verdict } from '../result.ts'
import { captureLink } from './capture-link.ts'
import { anchorOf } from './html-failure.ts'
import { type Markup, markup } from './markup.ts'
import { skipCause } from './skip-cause.ts'
import { counted, duration, points, SYMBOLS } from './wording.ts'

const VERDICTS: readonly Verdict[] = ['failed', 'undecided', 'skipped', 'passed']

export function checkTable(checks: readonly CheckResult[]): Markup {
  const warned = checks.filter(check => check.warnings.length > 0).length
  const buttons = VERDICTS.map(verdict => radio(verdict, checks.filter(check => check.verdict === verdict).length))
  return markup`<fieldset class="filter"><legend>Show</legend>
<label><input type="radio" name="show" id="show-all" checked> all (${checks.length})</label>
${buttons}${radio('warned', warned)}</fieldset>
<div class="scroll" role="region" tabindex="0" aria-label="All checks"><table class="checks">
<thead><tr><th scope="col">Stage</th><th scope="col">Check</th><th scope="col">Verdict</th><th scope="col" class="number">Points</th><th scope="col" class="number">Took</th></tr></thead>
<tbody>${checks.map(check => row(check, checks))}</tbody>
</table></div>`
}

function radio(value: string, count: number): Markup {
  const word = value === 'warned' ? 'with warnings' : value
  return markup`<label><input type="radio" name="show" id="show-${value}"> ${word} (${count})</label>
`
}

function row(check: CheckResult, checks: readonly CheckResult[]): Markup {
  const { stage, id, title, verdict, score, maxScore, durationMs, level } = check
  const told = verdict === 'failed' || verdict === 'undecided'
  const name = told ? markup`<a href="#${anchorOf(check)}">${title}</a>` : markup`${title}`
  const worth = level === 'should' || verdict === 'undecided' ? 'none' : `${points(score)} of ${points(maxScore)}`
  return markup`<tr class="of-${verdict}${check.warnings.length > 0 ? ' of-warned' : ''}"><td class="number">${stage}</td>
<td>${name}<br><code>${id}</code>${remarks(check, checks)}</td>
<td><span class="mark ${verdict}"><span aria-hidden="true">${SYMBOLS[verdict]}</span> ${verdict}</span></td>
<td class="number">${worth}</td><td class="number">${duration(durationMs)}</td></tr>
`
}

function remarks(check: CheckResult, checks: readonly CheckResult[]): Markup {
  const needs = check.verdict === 'skipped' ? [skipCause(check, checks)] : []
  const warnings = check.warnings.map(warning => `warning: ${warning}`)
  if (warnings.length > 1) warnings.unshift(counted(warnings.length, 'warning'))
  const { capture } = check
  const link = capture && markup`<br><small>${captureLink(capture)} <code>${capture.filter}</code></small>`
  return markup`${[...needs, ...warnings].map(line => markup`<br><small>${line}</small>`)}${link}`
}
