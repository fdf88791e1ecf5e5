// A handout, from the tree with the solutions to the tree without: which files it has and what stands in them. Pure: files are
// read through a parameter and written by somebody else.
import type { StageNumber } from '../result.ts'
import { CannotGrade } from '../verdict.ts'
import { contentsOf, type SourceTree } from './contents.ts'
import { regionsOf } from './regions.ts'
import { toBiomeJson, toPackageJson, toTsconfig } from './settings-files.ts'
import { stripped, type Todo, withoutMarkers } from './strip.ts'
import { todoTable } from './todo-table.ts'

export interface Handout {
  /** By path from its root, with slashes. */
  readonly files: ReadonlyMap<string, string>
  /** What is left to the student, in the order of the stages. */
  readonly todos: readonly Todo[]
}

const SETTINGS: Readonly<Record<string, (text: string) => string>> = {
  'package.json': toPackageJson,
  'tsconfig.json': toTsconfig,
  'biome.json': toBiomeJson,
}
const TODO_TABLE = '<!-- todos -->'

/**
 * @param through stages up to this one keep their solutions; 0: none
 * @throws CannotGrade naming file and line where markers are wrong
 */
export function toHandout(tree: SourceTree, through: 0 | StageNumber): Handout {
  const files = new Map<string, string>()
  const todos: Todo[] = []
  for (const [path, text] of contentsOf(tree)) {
    if (!/\.(?:ts|py)$/.test(path)) {
      files.set(path, SETTINGS[path]?.(text) ?? text)
      continue
    }
    const stage = stageOf(path)
    if (stage === undefined) {
      // The grader and others may use the word; a marker outside the stages would be handed out as it is.
      if (/^(?:stages|starters)\//.test(path)) mustHaveNone(text, path)
      files.set(path, text)
    } else if (stage <= through) files.set(path, withoutMarkers(text, path))
    else {
      const left = stripped(text, path, stage)
      files.set(path, left.text)
      todos.push(...left.todos)
    }
  }
  todos.sort((one, other) => one.stage - other.stage)
  files.set(
    'README.md',
    (files.get('README.md') ?? '').replace(TODO_TABLE, () => todoTable(todos)),
  )
  return { files, todos }
}

/** The stage to which a file's solutions belong. */
function stageOf(path: string): StageNumber | undefined {
  const [, number] = /^(?:stages|starters)\/0([1-6])-/.exec(path) ?? []
  return number === undefined ? undefined : (Number(number) as StageNumber)
}

function mustHaveNone(text: string, path: string): void {
  const [first] = regionsOf(text, path)
  if (first !== undefined) throw new CannotGrade(`${path}:${first.from}: a SOLUTION, but this file belongs to no stage`)
}
