import { expect, test } from 'vitest'
import { nearMiss } from './near-miss.ts'

const FLAGS = ['stages', 'seed', 'subject', 'json', 'html', 'to']

test.each([
  ['stage', 'stages'],
  ['sead', 'seed'],
  ['subejct', 'subject'],
  ['sub', 'subject'],
  ['jsno', 'json'],
])('%s is near %s', (word, meant) => {
  expect(nearMiss(word, FLAGS)).toBe(meant)
})

test.each(['watch', 'x', 'go'])('%s is near none', word => {
  expect(nearMiss(word, FLAGS)).toBeUndefined()
})
