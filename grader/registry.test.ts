import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bindsAt, CHECKS, pointsOf, STAGES, withNeeds } from './registry.ts'

const ROOT = join(import.meta.dirname, '..')
const position = new Map(CHECKS.map((check, index) => [check.id, index]))

test('there are at least 130 checks', () => {
  expect(CHECKS.length).toBeGreaterThanOrEqual(130)
})

test('no two checks have the same id or the same sentence', () => {
  expect(new Set(CHECKS.map(({ id }) => id)).size).toBe(CHECKS.length)
  expect(new Set(CHECKS.map(({ title }) => title)).size).toBe(CHECKS.length)
})

test('ids are a room, a point, and words', () => {
  expect(CHECKS.filter(({ id }) => !/^[a-z][a-z0-9-]*\.[a-z0-9][a-z0-9-]*$/.test(id)).map(({ id }) => id)).toEqual([])
})

test('titles are sentences', () => {
  expect(CHECKS.filter(({ title }) => !/^[A-Z"0-9`].*[.]$/.test(title)).map(({ title }) => title)).toEqual([])
})

test('every check says why, what to look at, and by which rule', () => {
  const silent = CHECKS.filter(
    ({ why, hint, spec }) => !/\.$/.test(why) || !/\.$/.test(hint) || !/^(?:RFC \d+|CONTRACT)/.test(spec),
  )
  expect(silent.map(({ id }) => id)).toEqual([])
})

test('what a check needs stands before it and binds wherever it binds first', () => {
  const wrong = CHECKS.flatMap(check =>
    (check.needs ?? [])
      .filter(id => (position.get(id) ?? Number.POSITIVE_INFINITY) >= (position.get(check.id) ?? 0))
      .map(id => `${check.id} needs ${id}`),
  )
  expect(wrong).toEqual([])
})

test('every stage is the first of some checks, and all checks of a stage stand together', () => {
  const inOrder = CHECKS.map(({ stage }) => stage)
  for (const stage of STAGES) expect(inOrder).toContain(stage)
})

test('what should be costs nothing, what must be has points', () => {
  expect(CHECKS.filter(check => check.level === 'should' && pointsOf(check) !== 0)).toEqual([])
  expect(CHECKS.filter(check => check.level !== 'should' && pointsOf(check) < 1)).toEqual([])
})

describe('lessons', () => {
  const lessons = new Set(CHECKS.map(({ lesson }) => lesson))

  test.each([...lessons])('%s is there', lesson => {
    const [file = '', anchor] = lesson.split('#')
    expect(existsSync(join(ROOT, file))).toBe(true)
    if (anchor !== undefined) expect(anchorsOf(readFileSync(join(ROOT, file), 'utf8'))).toContain(anchor)
  })
})

test('whoever chooses a check gets what it needs with it', () => {
  const [needy] = CHECKS.filter(({ needs }) => needs !== undefined && needs.length > 0)
  if (needy === undefined) throw new Error('no check needs another')
  const chosen = withNeeds([needy], CHECKS).map(({ id }) => id)
  for (const id of needy.needs ?? []) expect(chosen).toContain(id)
})

test('a check binds from its stage to its last', () => {
  const check = { ...(CHECKS[0] as (typeof CHECKS)[number]), stage: 2, until: 4 } as const
  expect(STAGES.filter(stage => bindsAt(check, stage))).toEqual([2, 3, 4])
})

/** As GitHub makes them of headings. */
function anchorsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replace(/ /g, '-'),
  )
}
