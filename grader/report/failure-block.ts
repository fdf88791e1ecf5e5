// Knows how one failed or undecided check is told in lines of text: what is wrong first, then the evidence, then what to
// do. Shared by the terminal and by the formats that hold a text per check.

import { Chalk, type ChalkInstance } from 'chalk'
import type { CheckResult } from '../result.ts'
import { todoIn } from '../verdict.ts'
import { differenceLines, shownValue } from './difference.ts'
import { evidenceLines } from './evidence-lines.ts'
import { oneLine, printable } from './printable.ts'
import { points, SYMBOLS } from './wording.ts'
import { cut, hang, wrap } from './wrap.ts'

export interface BlockOptions {
  readonly paint: ChalkInstance
  /** Characters a line. */
  readonly width: number
  /** All of the evidence instead of its beginning. */
  readonly verbose: boolean
}

const LABEL_WIDTH = 18
const OUTPUT_LINES = 10
/** Where `npm run stage N` listens: the program that was graded runs no more. */
export const BY_HAND_PORT = '9000'

/** The check as plain text, 100 characters a line. */
export function failureText(check: CheckResult): string {
  return failureBlock(check, { paint: new Chalk({ level: 0 }), width: 100, verbose: false }).join('\n')
}

export function failureBlock(check: CheckResult, options: BlockOptions): string[] {
  return [
    ...headLines(check, options),
    ...valueLines('expected', check.expected, options),
    ...valueLines('arrived', check.actual, options),
    ...differenceBlock(check, options),
    ...evidenceLines(check.evidence, options),
    ...outputLines(check.programOutput, options),
    '',
    ...adviceLines(check, options),
  ]
}

function headLines(check: CheckResult, { paint, width }: BlockOptions): string[] {
  const bad = check.verdict === 'failed' ? paint.red : paint.yellow
  const word = check.verdict.toUpperCase()
  const start = `${SYMBOLS[check.verdict]} ${word}  `
  const name = `${check.id} (stage ${check.stage})`
  const reason = oneLine(check.reason ?? 'no reason was given')
  // The words of a todo stand first and stay on their line: they are what its author looks for in the sources.
  const isTodo = todoIn(reason) === reason
  const [first = '', ...others] = isTodo ? [reason, name] : wrap(`${name}: ${reason}`, width - start.length)
  const worth =
    check.verdict === 'undecided' ? 'costs no points' : `${points(check.score)} of ${points(check.maxScore)}`
  const asked = wrap(`${oneLine(check.title)} [${worth}]`, width - 2)
  return [
    bad.bold(start + first),
    ...others.map(line => bad.bold(' '.repeat(start.length) + line)),
    ...asked.map(line => paint.dim(`  ${line}`)),
  ]
}

function valueLines(label: string, value: string | null, { paint, width }: BlockOptions): string[] {
  if (value === null) return []
  const lines = shownValue(value).flatMap(line => cut(line, Math.max(20, width - LABEL_WIDTH)))
  return hang(paint.bold(`  ${label}`.padEnd(LABEL_WIDTH)), lines, LABEL_WIDTH)
}

function differenceBlock(check: CheckResult, { paint, width }: BlockOptions): string[] {
  const lines = differenceLines(check.expected, check.actual, width - 4)
  if (lines === undefined) return []
  const [title = '', ...sides] = lines
  return [
    '',
    paint.bold(`  ${title}`),
    ...sides.map(line => (/^ *\^/.test(line) ? paint.red(`    ${line}`) : `    ${line}`)),
  ]
}

function outputLines(output: string, { paint, width, verbose }: BlockOptions): string[] {
  const all = printable(output).trimEnd().split('\n')
  if (all.join('') === '') return []
  const shown = verbose ? all : all.slice(-OUTPUT_LINES)
  const cutLines = shown.flatMap(line => cut(line, Math.max(20, width - 6)))
  return ['', paint.bold('  the last that the program printed'), ...cutLines.map(line => paint.dim(`    | ${line}`))]
}

function adviceLines(check: CheckResult, { paint, width }: BlockOptions): string[] {
  const labelled = (label: string, text: string) =>
    hang(paint.bold(`  ${label}`.padEnd(LABEL_WIDTH)), wrap(oneLine(text), width - LABEL_WIDTH), LABEL_WIDTH)
  // A command stays on one line, that it can be copied.
  const command = (label: string, text: string) => [
    paint.bold(`  ${label}`.padEnd(LABEL_WIDTH)) + paint.cyan(printable(text)),
  ]
  return [
    ...labelled('why it matters', check.why),
    ...labelled('hint', check.hint),
    ...labelled('spec', check.spec),
    ...labelled('lesson', check.lesson),
    ...command('repeat', check.repeat),
    ...(check.byHand === null ? [] : command('by hand', check.byHand.replaceAll('{port}', BY_HAND_PORT))),
    ...(check.capture === undefined
      ? []
      : [...command('capture', check.capture.file), ...command('display filter', check.capture.filter)]),
    ...check.warnings.flatMap(warning => labelled('warning', warning)),
  ]
}
