import { expect, test } from 'vitest'
import { type CpuProfile, selfTimes } from './cpu-profile.ts'
import { toReading } from './reading.ts'

const frame = (functionName: string, url = '', lineNumber = -1) => ({ functionName, url, lineNumber })
const profile: CpuProfile = {
  startTime: 1000,
  nodes: [
    { id: 1, callFrame: frame('(root)') },
    { id: 2, callFrame: frame('(idle)') },
    { id: 3, callFrame: frame('take', 'file:///home/ada/stages/02-parse/receive-buffer.ts', 40) },
    { id: 4, callFrame: frame('writev') },
    { id: 5, callFrame: frame('(program)') },
    { id: 6, callFrame: frame('(garbage collector)') },
    { id: 7, callFrame: frame('', 'file:///home/ada/stages/02-parse/receive-buffer.ts', 9) },
    { id: 8, callFrame: frame('toString', 'node:buffer', 1) },
  ],
  samples: [3, 2, 3, 4, 5, 6, 7, 8, 3],
  timeDeltas: [500, 100, 10, 20, 30, 40, 50, 60, 5000],
}

test('what was on top of the stack is added up, by function and by file, within the time of the load', () => {
  const times = selfTimes(profile, 1501, 2000)
  expect([times.idleMicros, times.busyMicros]).toEqual([100, 210])
  expect(times.functions.map(({ name, micros }) => [name, micros])).toEqual([
    ['toString (node:buffer:2)', 60],
    ['(anonymous) (02-parse/receive-buffer.ts:10)', 50],
    ['garbage collector', 40],
    ['C++ and system calls: the loop itself', 30],
    ['writev (C++ and system calls)', 20],
    ['take (02-parse/receive-buffer.ts:41)', 10],
  ])
  expect(times.files.map(({ name, micros }) => [name, micros])).toEqual([
    ['02-parse/receive-buffer.ts', 60],
    ['node:buffer', 60],
    ['C++ and system calls', 50],
    ['garbage collector', 40],
  ])
})

test('the reading says how much was idle, what each request cost, and how to look further', () => {
  const run = { file: 'x.cpuprofile', subject: 'stage 6', load: 'keepalive', requests: 10, requestsPerSecond: 1234.5 }
  const text = toReading(run, selfTimes(profile, 1501, 2000))
  expect(text).toContain('1,235 requests/s, 21.0 µs each')
  expect(text).toContain('It had nothing to do for 32 % of the time')
  expect(text).toContain(' 28.6 %    6.00 µs  toString (node:buffer:2)')
  expect(text).toMatch(/x\.cpuprofile has all of it[\s\S]*DevTools/)
})

test('a load of which nothing was seen divides by nothing', () => {
  const run = { file: 'x', subject: 'a', load: 'b', requests: 0, requestsPerSecond: null }
  expect(toReading(run, selfTimes(profile, 9000, 9001))).not.toMatch(/NaN|Infinity/)
})
