// What is left to the student, as a table for the handout's first page.
import type { Todo } from './strip.ts'

export function todoTable(todos: readonly Todo[]): string {
  if (todos.length === 0) return 'Nothing: all solutions are here.'
  const rows = todos.map(
    ({ stage, path, line, prompt }) => `| ${stage} | [${path}](${path}#L${line}) | ${inCell(prompt)} |`,
  )
  return ['| stage | where | todo |', '| --- | --- | --- |', ...rows].join('\n')
}

function inCell(text: string): string {
  return text.replaceAll('|', '\\|')
}
