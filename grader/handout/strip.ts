// A source with its solutions, and what becomes of it in a handout: without the markers, or with a todo in place of each
// solution. It knows texts and no files.
import type { StageNumber } from '../result.ts'
import { type Region, regionsOf } from './regions.ts'

/** A region that was left to the student. */
export interface Todo {
  readonly stage: StageNumber
  readonly path: string
  /** Of the comment, in the handout. */
  readonly line: number
  readonly prompt: string
}

const COLUMNS = 120

/** The text without the markers, solutions included. Throws what regionsOf throws. */
export function withoutMarkers(text: string, path: string): string {
  const markers = new Set(regionsOf(text, path).flatMap(({ from, to }) => [from, to]))
  return text
    .split('\n')
    .filter((_line, index) => !markers.has(index + 1))
    .join('\n')
}

/** The text with a todo in place of each solution. Throws what regionsOf throws. */
export function stripped(text: string, path: string, stage: StageNumber): { text: string; todos: Todo[] } {
  const lines = text.split('\n')
  const out: string[] = []
  const todos: Todo[] = []
  let at = 0
  for (const region of regionsOf(text, path)) {
    out.push(...lines.slice(at, region.from - 1))
    todos.push({ stage, path, line: out.length + 1, prompt: region.prompt })
    out.push(...todoLines(region, stage, path.endsWith('.py')))
    at = region.to
  }
  return { text: [...out, ...lines.slice(at)].join('\n'), todos }
}

/** The words by which a todo is found again: in the comment, in the error, and as the first line of a failed check. */
export function wordsOf(stage: StageNumber, prompt: string): string {
  return `TODO(stage ${stage}): ${prompt}`
}

function todoLines({ indent, prompt }: Region, stage: StageNumber, isPython: boolean): string[] {
  const words = wordsOf(stage, prompt)
  if (isPython) return [`${indent}# ${words}`, `${indent}raise NotImplementedError(${JSON.stringify(words)})`]
  const comment = `${indent}// ${words}`
  const line = `${indent}throw new Error(${quoted(words)})`
  if (line.length <= COLUMNS) return [comment, line]
  // As the formatter breaks it.
  return [comment, `${indent}throw new Error(`, `${indent}  ${quoted(words)},`, `${indent})`]
}

/** In the quotes that the formatter chooses. */
function quoted(text: string): string {
  const json = JSON.stringify(text)
  return text.includes("'") && !text.includes('"')
    ? json
    : `'${json.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}
