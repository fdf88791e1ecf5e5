// Knows the instructor's view of a result on a terminal: the board, each failure with its evidence, what was not judged,
// and a closing line. Words stand beside symbols; colour says nothing that the words do not say.

import { Chalk, type ChalkInstance } from 'chalk'
import type { CheckResult, GradeResult, SubjectInfo } from '../result.ts'
import { failureBlock } from './failure-block.ts'
import { loadLines } from './load-text.ts'
import { oneLine } from './printable.ts'
import { scoreboardLines } from './scoreboard-text.ts'
import { skipCause } from './skip-cause.ts'
import { overallVerdict, tally, verdictSentence } from './tally.ts'
import { counted, duration, points, SYMBOLS } from './wording.ts'
import { wrap } from './wrap.ts'

const SHOWN_CAPTURES = 8

export interface TerminalOptions {
  /** Whether the terminal wants colours; NO_COLOR and pipes are the caller's business. */
  readonly colour: boolean
  /** All of the evidence instead of its beginning; default false. */
  readonly verbose?: boolean
  /** Characters a line, 60 at the least; default 100. */
  readonly width?: number
}

export function toTerminal(result: GradeResult, { colour, verbose = false, width = 100 }: TerminalOptions): string {
  const options = { paint: new Chalk({ level: colour ? 1 : 0 }), width: Math.max(60, width), verbose }
  const failed = result.checks.filter(check => check.verdict === 'failed')
  const sections = [
    headLines(result, options),
    scoreboardLines(result, options),
    ...failed.map(check => [rule(options), ...failureBlock(check, options)]),
    failed.length > 0 ? [rule(options)] : [],
    undecidedLines(result.checks, options),
    skippedLines(result.checks, options),
    warningLines(result, options),
    captureLines(result.checks, options),
    loadLines(result.load, options),
    closingLines(result, options.paint),
  ]
  return `${joinSections(sections)}\n`
}

/** An empty line between what is not empty. */
export function joinSections(sections: readonly (readonly string[])[]): string {
  return sections
    .filter(lines => lines.length > 0)
    .map(lines => lines.join('\n'))
    .join('\n\n')
}

/** The checks that could not be judged, and why. */
export function undecidedLines(checks: readonly CheckResult[], { paint, width }: Layout): string[] {
  const undecided = checks.filter(check => check.verdict === 'undecided')
  const lines = undecided.flatMap(check => [
    ...wrap(`${check.id} (stage ${check.stage}): ${oneLine(check.reason ?? 'no reason was given')}`, width - 4),
    `repeat: ${oneLine(check.repeat)}`,
  ])
  return section(`${SYMBOLS.undecided} UNDECIDED  could not be judged, costs no points`, lines, paint.yellow)
}

/** The skipped checks, each group behind the cause that they share. */
export function skippedLines(checks: readonly CheckResult[], { paint, width }: Layout): string[] {
  const skipped = checks.filter(check => check.verdict === 'skipped')
  const groups = Map.groupBy(skipped, check => `stage ${check.stage}, ${skipCause(check, checks)}:`)
  const lines = [...groups].flatMap(([cause, group]) => [
    ...wrap(cause, width - 4),
    ...wrap(group.map(({ id }) => id).join(', '), width - 6).map(line => `  ${line}`),
  ])
  return section(`${SYMBOLS.skipped} SKIPPED  what they need was not there`, lines, paint.yellow)
}

/** Where captures are that no failure above has named; of many only how many there are. */
export function captureLines(checks: readonly CheckResult[], { paint, verbose }: Layout): string[] {
  const others = checks.flatMap(({ verdict, capture }) =>
    capture === undefined || verdict === 'failed' ? [] : [capture],
  )
  const isMany = others.length > SHOWN_CAPTURES && !verbose
  const lines = isMany
    ? [`${others.length} files such as ${oneLine(others[0]?.file ?? '')}: --verbose or the JSON has them all`]
    : others.map(({ file, filter }) => `${oneLine(file)}  ${oneLine(filter)}`)
  return section('CAPTURES  of what did not fail, each with a display filter', lines, paint.dim)
}

/** A line across, that failures stand apart without colours too. */
export function rule({ paint, width }: Layout): string {
  return paint.dim('─'.repeat(width))
}

interface Layout {
  readonly paint: ChalkInstance
  readonly width: number
  readonly verbose: boolean
}

function section(title: string, lines: readonly string[], paint: (text: string) => string): string[] {
  return lines.length === 0 ? [] : [paint(title), ...lines.map(line => `    ${line}`)]
}

function headLines(result: GradeResult, { paint, width }: Layout): string[] {
  const { subject, suite, seed, environment, durationMs } = result
  const { platform, node, backends } = environment
  const setting = `suite ${suite.version}, seed ${seed}, backends ${oneLine(backends)}, ${platform}, Node ${node}, ${duration(durationMs)}`
  // What comes with the grader needs no sandbox.
  const sandbox = subject.kind === 'folder' ? wrap(`sandbox: ${oneLine(environment.sandbox)}`, width) : []
  return [paint.bold(subjectLine(subject)), ...[...wrap(setting, width), ...sandbox].map(line => paint.dim(line))]
}

/** Who was graded, each thing said once. */
function subjectLine({ name, kind, argument }: SubjectInfo): string {
  switch (kind) {
    case 'reference':
      return 'reference: the stages of this tree'
    case 'folder':
      return `${oneLine(name)} (${oneLine(argument)})`
    case 'peer':
    case 'impostor':
      return `${oneLine(name)} (${kind})`
  }
}

function warningLines({ checks, leftBehind }: GradeResult, { paint, width }: Layout): string[] {
  const told = checks.filter(({ verdict }) => verdict !== 'failed')
  const warnings = told.flatMap(({ id, warnings }) => warnings.map(warning => `${id}: ${oneLine(warning)}`))
  const left = leftBehind.map(line => `left behind: ${oneLine(line)}`)
  const lines = [...warnings, ...left].flatMap(line => wrap(line, width - 4))
  return section('! WARNINGS  cost no points', lines, paint.yellow)
}

function closingLines(result: GradeResult, paint: ChalkInstance): string[] {
  const { passed, failed, skipped, undecided, checks, score, maxScore, judgedMaxScore } = tally(result.checks)
  const counts = `${passed} passed, ${failed} failed, ${skipped} skipped, ${undecided} undecided of ${counted(checks, 'check')}`
  const verdict = overallVerdict(result)
  const colour = verdict === 'passed' ? paint.green : verdict === 'failed' ? paint.red : paint.yellow
  const open = maxScore === judgedMaxScore ? '' : ` (${points(maxScore - judgedMaxScore)} more could not be judged)`
  const total = `${points(score)} of ${counted(judgedMaxScore, 'point')}${open}.`
  return [`${counts}.`, total, colour.bold(verdictSentence(result))]
}
