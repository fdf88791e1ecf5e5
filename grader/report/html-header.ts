// Knows the head of the page: who was graded, what came out, and on what it was found.

import type { GradeResult } from '../result.ts'
import { type Markup, markup } from './markup.ts'
import { overallVerdict, tally, verdictSentence } from './tally.ts'
import { counted, duration, points, SYMBOLS } from './wording.ts'

export function resultHeader(result: GradeResult): Markup {
  const { subject } = result
  const { passed, failed, skipped, undecided, checks, score, maxScore, judgedMaxScore } = tally(result.checks)
  const verdict = overallVerdict(result)
  const open = maxScore - judgedMaxScore
  return markup`<header>
<p class="kicker">Hopwise grade${
    subject.kind === 'reference'
      ? ' of the stages of this tree'
      : markup`, ${subject.kind} <code>${subject.argument}</code>`
  }</p>
<h1>${subject.name}</h1>
<p class="verdict ${verdict}"><span aria-hidden="true">${SYMBOLS[verdict === 'incomplete' ? 'undecided' : verdict]}</span> ${verdictSentence(result)}</p>
<p class="lead"><strong>${points(score)}</strong> of ${counted(judgedMaxScore, 'point')}${
    open > 0 ? ` (${points(open)} more could not be judged)` : ''
  }. Of ${counted(checks, 'check')} ${passed} passed, ${failed} failed, ${skipped} skipped, ${undecided} undecided.</p>
${setting(result)}
</header>`
}

function setting({ suite, subject, seed, startedAt, durationMs, environment }: GradeResult): Markup {
  const { platform, cpus, node, machine, backends, sandbox, programs } = environment
  const system = Object.entries({ Node: node, ...programs }).map(([name, version]) => `${name} ${version}`)
  const facts = [
    ['Started', `${startedAt.slice(0, 19).replace('T', ' ')} UTC, took ${duration(durationMs)}`],
    ['Suite', `${suite.version}, ${suite.digest}`],
    ['Seed', String(seed)],
    ...(subject.digest === null ? [] : [['Submission', subject.digest]]),
    ['Backends', backends],
    ['Sandbox', sandbox],
    ['Machine', `${machine}, ${platform}, ${counted(cpus, 'core')}`],
    ['Programs', system.join(', ')],
  ]
  return markup`<dl class="facts">${facts.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`
}
