// What is in a handout and what is not, told from its texts: nothing is written, nothing is started.
import { posix } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ROOT } from '../../test/quiet.ts'
import type { SourceTree } from '../contents.ts'
import { toHandout } from '../handout.ts'
import { sourceFolder } from '../source-folder.ts'
import { withoutMarkers, wordsOf } from '../strip.ts'
import { leaksOf } from './leaks.ts'

const TREE = sourceFolder(ROOT)
const BARE = toHandout(TREE, 0)
const WHOLE = toHandout(TREE, 6)
const paths = [...BARE.files.keys()]

test('10 to 25 regions are left to a student of the stages, some of each stage', () => {
  const ofStages = BARE.todos.filter(({ path }) => path.startsWith('stages/'))
  expect(ofStages.length).toBeGreaterThanOrEqual(10)
  expect(ofStages.length).toBeLessThanOrEqual(25)
  expect([...new Set(ofStages.map(({ stage }) => stage))]).toEqual([1, 2, 3, 4, 5, 6])
})

test('no two todos have the same words', () => {
  const words = BARE.todos.map(({ stage, prompt }) => wordsOf(stage, prompt))
  expect(new Set(words).size).toBe(words.length)
})

test.each([0, 1, 2, 3, 4, 5, 6] as const)('through %i: solutions up to there, todos from there on', through => {
  const { files, todos } = toHandout(TREE, through)
  expect(todos).toEqual(BARE.todos.filter(({ stage }) => stage > through))
  for (const { path, line, prompt, stage } of todos)
    expect(files.get(path)?.split('\n')[line - 1]).toContain(wordsOf(stage, prompt))
  for (const [path, text] of files) expect(text.includes('END SOLUTION'), path).toBe(false)
})

test('through 6 the stages are those of this tree, but for the markers', () => {
  const changed = [...WHOLE.files].filter(
    ([path, text]) =>
      /^(?:stages|starters)\/.*\.(?:ts|py)$/.test(path) && text !== withoutMarkers(TREE.read(path) ?? '', path),
  )
  expect(changed.map(([path]) => path)).toEqual([])
  expect(WHOLE.files.get('README.md')).toContain('Nothing: all solutions are here.')
})

test('no line of a solution is left anywhere, and no lesson shows one', () => {
  expect(leaksOf(TREE, BARE)).toEqual([])
})

test('a line of a solution in a lesson would be found', () => {
  const files = new Map(BARE.files).set('a.md', 'Write `if (!socket.write(bytes)) socket.pause()` there.')
  expect(leaksOf(TREE, { ...BARE, files })).toEqual(['a.md: if (!socket.write(bytes)) socket.pause()'])
})

describe('goes along', () => {
  test.each([
    'stages/03-forward/README.md',
    'stages/03-forward/test/balancer.test.ts',
    'grader/CONTRACT.md',
    'conf/servers.conf',
  ])('%s', path => {
    expect(paths).toContain(path)
  })

  test('every file of the stages but the laws of the grader', () => {
    const missing = TREE.below('stages').filter(path => !BARE.files.has(path))
    expect(missing).toEqual(['stages/grader-laws.test.ts'])
  })
})

test('impostors, peers and the instructor’s rooms stay behind, and the tests of the grader', () => {
  const instructors =
    /^grader\/(?:impostors|proof|class|course|gradescope|handout|peers\/(?!find-program))|^course\.json|^\.ci|^grader\/.*test/
  expect(paths.filter(path => instructors.test(path))).toEqual([])
  expect(paths.some(path => path.includes('node_modules') || path.startsWith('.git/'))).toBe(false)
})

test('every import of the handout leads to a file of it', () => {
  const lost = [...BARE.files]
    .filter(([path]) => path.endsWith('.ts') && !path.includes('test'))
    .flatMap(([path, text]) =>
      [...text.matchAll(/^(?:import|export) .*? from '(\.[^']+)'/gm)]
        .map(([, target = '']) => posix.join(posix.dirname(path), target))
        .filter(target => !BARE.files.has(target))
        .map(target => `${path} imports ${target}`),
    )
  expect(lost).toEqual([])
})

test('every link of its pages leads to a file or folder of it', () => {
  const folders = new Set(
    paths.flatMap(path => path.split('/').map((_, depth, parts) => parts.slice(0, depth).join('/'))),
  )
  const lost = [...BARE.files]
    .filter(([path]) => path.endsWith('.md'))
    .flatMap(([path, text]) =>
      [...text.matchAll(/\]\(([^)\s#]+)[^)]*\)/g)]
        .map(([, link = '']) => link)
        .filter(link => !/^https?:/.test(link))
        .map(link => posix.join(posix.dirname(path), link).replace(/\/$/, ''))
        .filter(target => !BARE.files.has(target) && !folders.has(target))
        .map(target => `${path} links to ${target}`),
    )
  expect(lost).toEqual([])
})

test('package.json has the student’s commands, and the packages that package-lock.json speaks of', () => {
  const [ours, theirs] = [TREE.read('package.json'), BARE.files.get('package.json')].map(text => JSON.parse(text ?? ''))
  expect(Object.keys(theirs.scripts)).toEqual(expect.arrayContaining(['stage', 'check', 'grade', 'test']))
  expect(Object.keys(theirs.scripts).filter(name => /handout|class|impostors|gradescope|slow/.test(name))).toEqual([])
  expect({ ...theirs, scripts: 0 }).toEqual({ ...ours, scripts: 0 })
})

describe('refused, with nothing made', () => {
  const changed = (path: string, change: (text: string) => string): SourceTree => ({
    ...TREE,
    read: each => (each === path ? change(TREE.read(each) ?? '') : TREE.read(each)),
  })

  test('a marker that is wrong, with file and line', () => {
    const tree = changed('stages/01-echo/echo.ts', text => text.replace('  // END SOLUTION\n', ''))
    expect(() => toHandout(tree, 0)).toThrow(/^stages\/01-echo\/echo\.ts:\d+: the SOLUTION is not closed/)
    expect(() => toHandout(tree, 6)).toThrow(/^stages\/01-echo\/echo\.ts:\d+: the SOLUTION is not closed/)
  })

  test('a solution in a file that belongs to no stage', () => {
    const tree = changed('stages/run.ts', text => `// SOLUTION One.\n${text}// END SOLUTION\n`)
    expect(() => toHandout(tree, 0)).toThrow('stages/run.ts:1: a SOLUTION, but this file belongs to no stage')
  })

  test('a student’s command that imports what is the instructor’s', () => {
    const tree = changed('grader/student/main.ts', text => `import '../impostors/catalogue.ts'\n${text}`)
    expect(() => toHandout(tree, 0)).toThrow('grader/impostors/catalogue.ts: is the instructor’s')
  })

  test('a tree in which something is missing', () => {
    const tree = { ...TREE, read: (path: string) => (path === 'tsconfig.json' ? undefined : TREE.read(path)) }
    expect(() => toHandout(tree, 0)).toThrow('tsconfig.json: is not there')
  })
})
