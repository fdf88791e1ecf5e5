// The laws of the staircase: who may know whom, and who may touch the world. Each test lists what breaks its law, so an empty
// list is the proof. The grader's own laws stand in grader-laws.test.ts.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { breaches, codeLines, filesBelow, importsOf, isEdge, isTest, ROOT } from './testing/sources.ts'

const { dependencies, devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))

const ALL = ['stages', 'backends', 'capture', 'tap', 'grader', 'vm-setup'].flatMap(room => filesBelow(room))
const SOURCES = ALL.filter(({ path }) => path.endsWith('.ts'))
const STAGES = SOURCES.filter(({ path }) => stageOf(path) !== undefined)

test('a stage imports itself and lower stages, and its tests also the kit for tests', () => {
  const mayImport = (from: string, to: string) =>
    (stageOf(to) ?? Number.POSITIVE_INFINITY) <= (stageOf(from) as number) ||
    (isTest(from) && isTest(to) && !stageOf(to)) ||
    (from.endsWith('.nginx.test.ts') && to.startsWith('backends/'))
  expect(breaches(STAGES, (path, target) => !mayImport(path, target))).toEqual([])
})

test('nobody imports a main.ts: a program is started, not imported', () => {
  expect(breaches(SOURCES, (_path, target) => target.endsWith('/main.ts'))).toEqual([])
})

test('nobody imports a test', () => {
  expect(breaches(SOURCES, (_path, target) => target.endsWith('.test.ts'))).toEqual([])
})

test('what runs imports nothing that is only there for tests', () => {
  const running = SOURCES.filter(({ path }) => !isTest(path))
  expect(breaches(running, (_path, target) => isTest(target))).toEqual([])
})

test('grader and stages never import each other: the one judges the other by what is on the wire', () => {
  const crosses = (a: string, b: string) => a.startsWith('grader/') && b.startsWith('stages/')
  expect(breaches(SOURCES, (path, target) => crosses(path, target) || crosses(target, path))).toEqual([])
})

test('backends import nobody of the house', () => {
  const backends = SOURCES.filter(({ path }) => path.startsWith('backends/'))
  expect(breaches(backends, (_path, target) => !target.startsWith('backends/'))).toEqual([])
})

test('vm-setup imports nobody of the house, and nobody imports it: who wants the VM starts its program', () => {
  const isOfVm = (path: string) => path.startsWith('vm-setup/')
  expect(breaches(SOURCES, (path, target) => isOfVm(path) !== isOfVm(target))).toEqual([])
})

test('a capture is made of what it is given: that room imports nobody, and no module of Node', () => {
  const running = SOURCES.filter(({ path }) => path.startsWith('capture/') && !isTest(path))
  expect(breaches(running, (_path, target) => !target.startsWith('capture/'))).toEqual([])
  expect(
    running.filter(({ imports }) => imports.some(each => each.startsWith('node:'))).map(({ path }) => path),
  ).toEqual([])
})

test('the tap imports the writer of captures, and what reads command lines', () => {
  const running = SOURCES.filter(({ path }) => path.startsWith('tap/') && !isTest(path))
  const isAllowed = (target: string) => /^(?:tap|capture|backends)\//.test(target)
  expect(running).not.toEqual([])
  expect(breaches(running, (_path, target) => !isAllowed(target))).toEqual([])
})

test('every import is a path with its ending, a module of Node by its full name, or a declared package', () => {
  const foreign = SOURCES.flatMap(({ path, imports }) =>
    imports.filter(each => !isAllowed(path, each)).map(each => `${path}: ${each}`),
  )
  expect(foreign).toEqual([])
})

test('every path that is imported is there', () => {
  expect(breaches(SOURCES, (_path, target) => !existsSync(join(ROOT, target)))).toEqual([])
})

describe('a module whose first line does not say EDGE', () => {
  // These read the command line or files, or wire all others: that is what they are for.
  const EXEMPT = /\/(?:main|run|settings|conf|program)\.ts$/
  const CORE = SOURCES.filter(
    ({ path, text }) => path.startsWith('stages/') && !isTest(path) && !EXEMPT.test(path) && !isEdge(text),
  )

  test('imports no module of Node but node:buffer, not even a type', () => {
    const touched = CORE.flatMap(({ path, imports }) =>
      imports.filter(each => each.startsWith('node:') && each !== 'node:buffer').map(each => `${path}: ${each}`),
    )
    expect(touched).toEqual([])
  })

  test('touches no process, no console, no clock, no chance and no timer', () => {
    const world =
      /\b(?:process|console|performance|crypto)\.|\bDate\b|\bMath\.random\b|\bset(?:Timeout|Interval|Immediate)\b|from 'uuid'/
    const touched = CORE.flatMap(({ path, text }) =>
      codeLines(text)
        .filter(line => world.test(line))
        .map(line => `${path}: ${line.trim()}`),
    )
    expect(touched).toEqual([])
  })

  test('is most of them', () => {
    const edges = STAGES.filter(({ path, text }) => !isTest(path) && isEdge(text))
    expect(CORE.filter(({ path }) => stageOf(path)).length).toBeGreaterThan(edges.length)
  })
})

test('whoever says EDGE touches the world: it imports from Node', () => {
  const idle = STAGES.filter(({ path, text }) => !isTest(path) && isEdge(text)).filter(
    ({ imports }) => !imports.some(each => each.startsWith('node:')),
  )
  // These are at the edge by `process` and by timers, which need no import.
  expect(idle.map(({ path }) => path)).toEqual(['stages/01-echo/program.ts', 'stages/03-forward/timer.ts'])
})

test('no file of a stage mentions a later stage: whoever stands on the second step cannot see the fourth', () => {
  const folders = readdirSync(join(ROOT, 'stages')).filter(name => /^\d\d-/.test(name))
  const mentions = ALL.flatMap(({ path, text }) => {
    const own = stageOf(path)
    if (own === undefined) return []
    const byFolder = folders.filter(folder => Number(folder.slice(0, 2)) > own && text.includes(folder))
    const byNumber = [...text.matchAll(/\bstages? (\d)(?:(?: to |, | and |-|–)(\d))?/gi)]
      .filter(([, first, second]) => Math.max(Number(first), Number(second ?? 0)) > own)
      .map(([mention]) => mention)
    return [...byFolder, ...byNumber].map(mention => `${path}: ${mention}`)
  })
  expect(mentions).toEqual([])
})

test('the laws see every way to write an import', () => {
  // Put together here, or this file would seem to import them itself.
  const call = 'import'
  const text = [
    "import './a.ts'",
    "import b from './b.ts'",
    "import { type C, c } from './c.ts'",
    "import type { D } from './d.ts'",
    "import {\n  e,\n  type E,\n} from './e.ts'",
    "import * as f from './f.ts'",
    "export { g } from './g.ts'",
    "export * from './h.ts'",
    `const i = await ${call}('./i.ts')`,
    "// import j from './j.ts'",
    `type K = ${call}('./k.ts').K`,
    'import l, { type L } from "./l.ts"',
    "export const NOT_ONE = './m.ts'",
  ]
  expect(importsOf(text.join('\n')).map(each => each[2])).toEqual([...'abcdefghikl'])
})

function isAllowed(path: string, specifier: string): boolean {
  if (specifier.startsWith('.')) return specifier.endsWith('.ts')
  if (specifier.startsWith('node:')) return true
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
  // Peers that are only there to be measured are no part of what runs.
  const isTried = isTest(path) || path.startsWith('grader/bench/programs/')
  return name in dependencies || (isTried && name in devDependencies)
}

/** The number of the stage that a path lies in. */
function stageOf(path: string): number | undefined {
  const [, number] = /^stages\/(\d\d)-/.exec(path) ?? []
  return number === undefined ? undefined : Number(number)
}
