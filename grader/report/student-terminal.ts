// Knows the student's view of a result, `npm run check N`: the first failures in full, the names of the others, and what
// to do next.

import { Chalk, type ChalkInstance } from 'chalk'
import type { CheckResult, GradeResult, StageNumber } from '../result.ts'
import { failureBlock } from './failure-block.ts'
import { BRINGS, stageAfter } from './next-stage.ts'
import { oneLine } from './printable.ts'
import { scoreboardLines } from './scoreboard-text.ts'
import { tally } from './tally.ts'
import { captureLines, joinSections, rule, skippedLines, type TerminalOptions, undecidedLines } from './terminal.ts'
import { counted, SYMBOLS } from './wording.ts'
import { wrap } from './wrap.ts'

const IN_FULL = 3

export interface StudentOptions extends TerminalOptions {
  /** Only some checks were asked for: then what has passed says nothing about the stage; default false. */
  readonly isPart?: boolean
  /** The command that checks a stage; default `npm run check N`. */
  readonly command?: (stage: StageNumber) => string
}

/** Failures of early stages come first: what is built on them can wait. */
export function toStudentTerminal(
  result: GradeResult,
  { colour, verbose = false, width = 100, isPart = false, command = usualCommand }: StudentOptions,
): string {
  const options = { paint: new Chalk({ level: colour ? 1 : 0 }), width: Math.max(60, width), verbose }
  const failed = result.checks.filter(check => check.verdict === 'failed')
  const sections = [
    scoreboardLines(result, options),
    ...failed.slice(0, IN_FULL).map(check => [rule(options), ...failureBlock(check, options)]),
    failed.length > 0 ? [rule(options)] : [],
    otherLines(failed.slice(IN_FULL), options.paint),
    undecidedLines(result.checks, options),
    skippedLines(result.checks, options),
    captureLines(result.checks, options),
    nextLines(nextStep(result, failed[0], isPart, command), failed[0], options),
  ]
  return `${joinSections(sections)}\n`
}

function otherLines(others: readonly CheckResult[], paint: ChalkInstance): string[] {
  if (others.length === 0) return []
  const lines = others.flatMap(({ id, stage, title, capture }) => [
    `    ${id} (stage ${stage}): ${title}`,
    ...(capture === undefined ? [] : [`      ${oneLine(capture.file)}  ${oneLine(capture.filter)}`]),
  ])
  return [paint.red(`${SYMBOLS.failed} FAILED too`), ...lines]
}

function nextLines(
  sentence: string,
  first: CheckResult | undefined,
  { paint, width }: { readonly paint: ChalkInstance; readonly width: number },
): string[] {
  const colour = first === undefined ? paint.green : paint.red
  return wrap(sentence, width).map(line => colour.bold(line))
}

function usualCommand(stage: StageNumber): string {
  return `npm run check ${stage}`
}

function nextStep(
  { checks, complete, stages }: GradeResult,
  first: CheckResult | undefined,
  isPart: boolean,
  command: (stage: StageNumber) => string,
): string {
  const stage = stages.at(-1)?.stage
  if (stage === undefined) return 'Nothing was checked.'
  const again = command(stage)
  const { passed, skipped, undecided } = tally(checks)
  const unable = stages.find(({ notGraded }) => notGraded !== null)
  if (first !== undefined) return `Next: mend ${first.id} first; then \`${again}\`.`
  if (unable !== undefined) return `Next: make stage ${unable.stage} start; then \`${again}\`.`
  if (!complete) return `Stopped before the end; nothing failed so far. Next: \`${again}\`.`
  if (undecided + skipped > 0)
    return `Nothing failed, but ${counted(undecided + skipped, 'check')} could not be judged. Next: \`${again}\` while the machine is quiet.`
  if (isPart) return `${counted(passed, 'check')} passed. Next: \`${again}\` for the whole of stage ${stage}.`
  const next = stageAfter(stage)
  const praise = `Stage ${stage} stands: ${counted(passed, 'check')} passed.`
  if (next === undefined) return `${praise} That was the last stage.`
  return `${praise} Next: stage ${next}, ${BRINGS[next]}. Then \`${command(next)}\`.`
}
