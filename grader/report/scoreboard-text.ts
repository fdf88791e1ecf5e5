// Knows the table of the stages in lines of text.

import type { ChalkInstance } from 'chalk'
import type { GradeResult, StageResult } from '../result.ts'
import { oneLine } from './printable.ts'
import { duration, points } from './wording.ts'
import { wrap } from './wrap.ts'

const COLUMNS = ['stage', 'score', 'passed', 'failed', 'skipped', 'undecided', 'start-up']
const GAP = '  '

/** A row a stage below a row of titles; with more than one stage a row of sums; then why stages were not graded. */
export function scoreboardLines(
  result: GradeResult,
  { paint, width }: { readonly paint: ChalkInstance; readonly width: number },
): string[] {
  const rows = result.stages.map(toRow)
  if (rows.length > 1) rows.push(toSums(result))
  const whole = [COLUMNS, ...rows]
  const widths = COLUMNS.map((_, column) => Math.max(...whole.map(row => row[column]?.length ?? 0)))
  // On a narrow terminal the last column goes: lines that are wrapped are no table.
  const fits = widths.reduce((total, each) => total + each + GAP.length, -GAP.length) <= width
  const all = fits ? whole : whole.map(row => row.slice(0, -1))
  const lines = all.map(row =>
    row
      .map((cell, column) => pad(cell, widths[column] ?? 0, column))
      .join(GAP)
      .trimEnd(),
  )
  return [
    ...lines.map((line, i) => (i === 0 ? paint.bold(line) : paintRow(line, result.stages[i - 1], paint))),
    ...notGraded(result)
      .flatMap(line => wrap(line, width))
      .map(line => paint.red(line)),
  ]
}

/** A sentence a stage of which nothing could be graded, such as that the program does not start. */
export function notGraded({ stages }: GradeResult): string[] {
  return stages.flatMap(({ stage, notGraded }) =>
    notGraded === null ? [] : [`stage ${stage} was not graded: ${oneLine(notGraded)}`],
  )
}

/** How long the slowest start took; a stage of which no check was made had no reason to start. */
export function startUp({ startUpMs, passed, failed, skipped, undecided }: StageResult): string {
  if (startUpMs !== null) return duration(startUpMs)
  return passed + failed + skipped + undecided === 0 ? 'no checks' : 'never ran'
}

function pad(cell: string, width: number, column: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width)
}

function paintRow(line: string, stage: StageResult | undefined, paint: ChalkInstance): string {
  if (stage === undefined) return paint.bold(line)
  return stage.failed + stage.skipped > 0
    ? paint.red(line)
    : stage.undecided > 0
      ? paint.yellow(line)
      : paint.green(line)
}

function toRow(stage: StageResult): string[] {
  const { passed, failed, skipped, undecided } = stage
  return [
    `${stage.stage} ${oneLine(stage.name)}`,
    `${points(stage.score)} / ${points(stage.maxScore)}`,
    ...[passed, failed, skipped, undecided].map(String),
    startUp(stage),
  ]
}

function toSums(result: GradeResult): string[] {
  const sum = (of: (stage: StageResult) => number) => result.stages.reduce((total, stage) => total + of(stage), 0)
  const score = `${points(sum(stage => stage.score))} / ${points(sum(stage => stage.maxScore))}`
  const counts = (['passed', 'failed', 'skipped', 'undecided'] as const).map(verdict => String(sum(of => of[verdict])))
  return ['all', score, ...counts, '']
}
