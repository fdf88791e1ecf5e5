import { expect, test } from 'vitest'
import { toCheckCommand, toCheckLine, toGradeCommand } from './repeat-command.ts'

test('an instructor repeats a check of a subject at a stage with its seed', () => {
  expect(toGradeCommand({ subject: 'reference', backends: undefined }, 'echo.word', 1, 7)).toBe(
    'npm run grade -- --subject reference --stages 1 --only echo.word --seed 7',
  )
})

test('backends that were chosen are chosen again', () => {
  expect(toGradeCommand({ subject: 'peer:nginx', backends: 'my.conf' }, 'a.b', 3, 7)).toMatch(/--backends my\.conf$/)
})

test('what a shell would read otherwise stands in quotes', () => {
  expect(toGradeCommand({ subject: "Ada's work", backends: undefined }, 'a.b', 3, 7)).toContain(
    `--subject 'Ada'\\''s work' --stages`,
  )
})

test('a student repeats a check of this tree without naming what is usual', () => {
  expect(toCheckCommand({ subject: 'reference', backends: 'embedded' }, 'echo.word', 1, 7)).toBe(
    'npm run check 1 -- --only echo.word --seed 7',
  )
  expect(toCheckCommand({ subject: 'mine', backends: 'nginx' }, 'echo.word', 1, 7)).toBe(
    'npm run check 1 -- --subject mine --backends nginx --only echo.word --seed 7',
  )
})

test('a whole stage is checked again where it was checked', () => {
  expect(toCheckLine('reference', 2)).toBe('npm run check 2')
  expect(toCheckLine('my proxy', 2)).toBe("npm run check 2 -- --subject 'my proxy'")
})
