// Knows how a result becomes a page: one file that loads nothing, for people who read it in a browser or on paper.

import type { CheckResult, GradeResult } from '../result.ts'
import { checkTable } from './html-check-table.ts'
import { failureArticle } from './html-failure.ts'
import { resultHeader } from './html-header.ts'
import { page } from './html-page.ts'
import { scoreboardTable } from './html-scoreboard.ts'
import { loadSection } from './load-chart.ts'
import { type Markup, markup } from './markup.ts'

/** With more failures than this, only the first ones have their evidence unfolded. */
const UNFOLDED = 8

/** A self-contained page: no network, readable without script, light and dark, on paper too. */
export function toHtml(result: GradeResult): string {
  const { checks, subject, load, leftBehind } = result
  const failed = checks.filter(check => check.verdict === 'failed')
  const undecided = checks.filter(check => check.verdict === 'undecided')
  const body = markup`${resultHeader(result)}
<main id="main">
<section aria-labelledby="scoreboard"><h2 id="scoreboard">Scoreboard</h2>${scoreboardTable(result)}</section>
${articles('failures', 'What failed', failed)}
${articles('undecided', 'What could not be judged', undecided)}
${load.length === 0 ? null : loadSection(load)}
<section aria-labelledby="checks"><h2 id="checks">All checks</h2>${checkTable(checks)}</section>
${leftBehind.length === 0 ? null : remains(leftBehind)}
</main>`
  return page(`${subject.name}: Hopwise grade`, body)
}

function articles(id: string, title: string, checks: readonly CheckResult[]): Markup | null {
  if (checks.length === 0) return null
  const told = checks.map((check, i) => failureArticle(check, i < UNFOLDED))
  return markup`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>
${told}</section>`
}

function remains(lines: readonly string[]): Markup {
  return markup`<section aria-labelledby="left-behind"><h2 id="left-behind">Left behind</h2>
<p>What the program left running or listening when it was stopped.</p>
<ul>${lines.map(line => markup`<li>${line}</li>`)}</ul></section>`
}
