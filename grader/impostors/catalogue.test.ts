// Every impostor can be made from the tree as it stands. No process is started; whether each is as wrong as it says is the
// matter of the table.
import { existsSync, readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { IMPOSTORS } from './catalogue.ts'
import { applyChange } from './patch.ts'

const ROOT = join(import.meta.dirname, '..', '..')

test('names are unique, and fit a command line and a table', () => {
  const names = IMPOSTORS.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  expect(names.filter(name => !/^[a-z][a-z0-9-]{2,40}$/.test(name))).toEqual([])
})

test('sentences are predicates without a full stop', () => {
  expect(IMPOSTORS.map(({ sentence }) => sentence).filter(sentence => !/^[a-z].*[^.]$/.test(sentence))).toEqual([])
})

test('a lawful one fails nothing', () => {
  expect(IMPOSTORS.filter(({ lawful, fails }) => lawful && fails.length > 0)).toEqual([])
})

describe.each(IMPOSTORS.filter(each => 'changes' in each))('$name', ({ name, stage, changes }) => {
  test('changes places that stand exactly once, in files of its stage or below, into other TypeScript', () => {
    const texts = new Map<string, string>()
    for (const change of changes) {
      const before = texts.get(change.file) ?? readFileSync(join(ROOT, change.file), 'utf8')
      const after = applyChange(before, change, name)
      expect(after).not.toBe(before)
      texts.set(change.file, after)
    }
    for (const [file, text] of texts) {
      expect(Number(/^stages\/0(\d)-[^.]+\.ts$/.exec(file)?.[1])).toBeLessThanOrEqual(stage)
      expect(() => stripTypeScriptTypes(text)).not.toThrow()
    }
  })
})

test('the programs of the others are there', () => {
  const files = IMPOSTORS.filter(each => 'program' in each).flatMap(({ program }) =>
    program.filter(argument => argument.startsWith('grader/')),
  )
  expect(files.length).toBeGreaterThan(0)
  expect(files.filter(file => !existsSync(join(ROOT, file)))).toEqual([])
})
