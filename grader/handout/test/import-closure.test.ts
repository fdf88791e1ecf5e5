import { expect, test } from 'vitest'
import { importClosure } from '../import-closure.ts'

// Put in here, or this file would seem to import it itself.
const CALL = 'import'

const TREE: Readonly<Record<string, string>> = {
  'grader/main.ts':
    "import { a } from './a.ts'\nimport type { B } from '../backends/b.ts'\nimport * as v from 'valibot'\nimport 'node:fs'",
  'grader/a.ts': `export { c } from './room/c.ts'\nconst d = await ${CALL}('./d.ts')\n`,
  'backends/b.ts': "import './b-again.ts'\nimport {\n  one,\n  two,\n} from '../grader/a.ts'\n",
  'backends/b-again.ts':
    "const lua = new URL('load.lua', import.meta.url)\nconst worker = join(root, 'grader', 'worker', 'main.ts')",
  'backends/load.lua': "import 'nothing.ts'",
  'grader/room/c.ts':
    "const script = join(import.meta.dirname, 'c.sh')\nconst none = join(folder, 'proxy.json')\n// import './gone.ts'",
  'grader/room/c.sh': '',
  'grader/d.ts': '',
  'grader/worker/main.ts': '',
  'grader/other.ts': '',
}
const read = (path: string) => TREE[path]

test('what is imported, named as a file or started comes along, and nothing else', () => {
  expect([...importClosure(['grader/main.ts'], read).keys()].sort()).toEqual(
    Object.keys(TREE)
      .filter(path => path !== 'grader/other.ts')
      .sort(),
  )
})

test('an import that leads nowhere is told with who imports it', () => {
  expect(() => importClosure(['a.ts'], path => (path === 'a.ts' ? "import './b.ts'" : undefined))).toThrow(
    'a.ts: needs b.ts, which is not there',
  )
})
