// Knows how one failed or undecided check is told on the page: what is wrong, both sides, why, and what to do.

import type { CheckResult } from '../result.ts'
import { captureLink } from './capture-link.ts'
import { clip } from './clip.ts'
import { differenceLines, shownValue } from './difference.ts'
import { BY_HAND_PORT } from './failure-block.ts'
import { evidenceTable } from './html-evidence-table.ts'
import { type Markup, markup } from './markup.ts'
import { sequenceDiagram } from './sequence-diagram.ts'
import { points, SYMBOLS } from './wording.ts'

/** A page must open in a browser however much was sent; the JSON has all. */
const SHOWN_OCTETS = 4000
const BUDGET_OCTETS = 200_000
const FOLDED_BUDGET_OCTETS = 20_000
const SHOWN_OUTPUT = 16_384

/** Where the page tells of a check. */
export function anchorOf({ stage, id }: CheckResult): string {
  return `check-${stage}-${id.replace(/[^\w.-]/g, '-')}`
}

/** `unfolded`: whether the evidence is open at first. */
export function failureArticle(check: CheckResult, unfolded: boolean): Markup {
  const { verdict, title, id, stage, score, maxScore, reason } = check
  return markup`<article id="${anchorOf(check)}">
<h3><span class="mark ${verdict}"><span aria-hidden="true">${SYMBOLS[verdict]}</span> ${verdict}</span> ${title}</h3>
<p class="where"><code>${id}</code>, stage ${stage}, ${
    verdict === 'undecided' ? 'costs no points' : `${points(score)} of ${points(maxScore)} points`
  }</p>
<p class="reason">${reason ?? 'no reason was given'}</p>
${sides(check)}
${evidence(check, unfolded)}
${output(check)}
${advice(check)}
</article>
`
}

function sides({ expected, actual }: CheckResult): Markup {
  const side = (name: string, value: string | null) =>
    value === null ? null : markup`<div><h4>${name}</h4><pre>${shownValue(value).join('\n')}</pre></div>`
  const [title, ...lines] = differenceLines(expected, actual, 72) ?? []
  const difference =
    title === undefined ? null : markup`<h4>${sentence(title)}</h4><pre class="difference">${lines.join('\n')}</pre>`
  return markup`<div class="sides">${side('Expected', expected)}${side('Arrived', actual)}</div>${difference}`
}

function evidence(check: CheckResult, unfolded: boolean): Markup | null {
  if (check.evidence.length === 0) return null
  const shown = clip(check.evidence, SHOWN_OCTETS, unfolded ? BUDGET_OCTETS : FOLDED_BUDGET_OCTETS)
  return markup`<details class="evidence"${unfolded ? markup` open` : null}><summary>What both sides saw</summary>
${sequenceDiagram(shown, anchorOf(check), check.title)}
${evidenceTable(shown)}</details>`
}

function output({ programOutput }: CheckResult): Markup | null {
  if (programOutput.trim() === '') return null
  return markup`<h4>The last that the program printed</h4><pre class="output">${programOutput.trimEnd().slice(-SHOWN_OUTPUT)}</pre>`
}

function advice({ why, hint, spec, lesson, repeat, byHand, warnings, capture }: CheckResult): Markup {
  const entry = (name: string, value: Markup) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`
  return markup`<dl class="advice">
${entry('Why it matters', markup`${why}`)}${entry('Hint', markup`${hint}`)}${entry('Spec', markup`${spec}`)}${entry('Lesson', markup`<code>${lesson}</code>`)}
${capture === undefined ? null : markup`${entry('In Wireshark', captureLink(capture))}${entry('Display filter', command(capture.filter))}`}
${warnings.map(warning => entry('Warning', markup`${warning}`))}
${entry('Repeat', command(repeat))}${byHand === null ? null : entry('By hand', command(byHand.replaceAll('{port}', BY_HAND_PORT)))}</dl>`
}

function command(text: string): Markup {
  return markup`<div class="command"><code>${text}</code></div>`
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
