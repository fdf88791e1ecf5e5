import { expect, test } from 'vitest'
import { cpuMicrosOfTree, parseStat } from './cpu-time.ts'

test('the fields are counted from behind the name, which may hold anything', () => {
  expect(parseStat('7 (a) b (c) S 3 7 7 0 -1 4194304 1 2 3 4 100 20 3 4 20 0 1 0 5 6')).toEqual({
    parent: 3,
    ticks: 127,
  })
})

test.runIf(process.platform === 'linux')('a process that works has used more time afterwards', () => {
  const before = cpuMicrosOfTree(process.pid) ?? Number.NaN
  const until = process.cpuUsage().user + 50_000
  while (process.cpuUsage().user < until);
  expect(cpuMicrosOfTree(process.pid)).toBeGreaterThan(before)
})

test('nothing is known of a process that does not exist', () => {
  expect(cpuMicrosOfTree(2 ** 30)).toBeUndefined()
})
