import { describe, expect, test } from 'vitest'
import { type GradeOptions, readOptions, toStages } from './options.ts'
import { usualJobs } from './usual-jobs.ts'

test('without flags the reference is graded, whole', () => {
  expect(options([])).toMatchObject({ subject: 'reference', stages: undefined, only: undefined, load: false })
  expect(options([]).jobs).toBe(usualJobs())
})

test('what is asked for is read', () => {
  const asked = options(
    '--subject my-proxy --stages 1,3-4 --only a.b,c.d --seed 7 --jobs 3 --load --json - --html r.html'.split(' '),
  )
  expect(asked).toMatchObject({
    subject: 'my-proxy',
    stages: [1, 3, 4],
    only: ['a.b', 'c.d'],
    seed: 7,
    jobs: 3,
    load: true,
    reports: { json: '-', html: 'r.html' },
  })
})

test('captures are asked for with a folder, of what failed or of all', () => {
  expect(options([]).captures).toBeUndefined()
  expect(options(['--pcap', 'wire']).captures).toEqual({ folder: 'wire', all: false })
  expect(options(['--pcap', 'wire', '--pcap-all']).captures).toEqual({ folder: 'wire', all: true })
})

test('--no-load takes --load back', () => {
  expect(options(['--no-load']).load).toBe(false)
})

test('--list asks for the checks and grades nothing', () => {
  expect(readOptions(['--list', '--json', '-'], {})).toEqual({ show: 'list', json: '-', stages: undefined })
})

describe('stages', () => {
  test.each([
    ['3', [3]],
    ['1-6', [1, 2, 3, 4, 5, 6]],
    ['6,1-2', [1, 2, 6]],
  ])('%s', (text, stages) => {
    expect(toStages(text)).toEqual(stages)
  })

  test.each(['0', '7', '3-1', 'echo', '', '1-', '1,,2'])('%j is refused, and the ways to write them are told', text => {
    expect(() => toStages(text)).toThrow(/stages are 1 to 6, written as/)
  })
})

describe('a mistake on the command line is one line that names it', () => {
  test.each([
    [['--seed', 'x'], /--seed x: a whole number/],
    [['--jobs', '0'], /--jobs 0: a whole number from 1/],
    [['--sign', 'key.pem'], /--sign signs the JSON; say --json FILE, too/],
    [['--key', 'key.pem'], /--key is the key for --verify/],
    [['--sandbox', 'maybe'], /--sandbox maybe: auto, bwrap or none/],
    [['--subjekt', 'x'], /unknown option '--subjekt'.*--help/],
    [['my-proxy'], /my-proxy/],
    [['--subject', ''], /--subject is empty/],
    [['--json', ''], /--json is empty/],
    [['--json', '-', '--html', '-'], /--json - and --html -: only one can go to standard output/],
    [['--json', 'r', '--html', 'r'], /--json r and --html r: both go to the same file; name another/],
    [['--html', 'r', '--junit', './r'], /--html r and --junit \.\/r: both go to the same file/],
    [['--json', '-', '--autolab'], /--json - and --autolab: only one/],
  ])('%j', (args, complaint) => {
    expect(() => readOptions(args, {})).toThrow(complaint)
    expect(() => readOptions(args, {})).toThrow(/^[^\n]+$/)
  })
})

function options(args: string[]): GradeOptions {
  const request = readOptions(args, {})
  if (request.show !== 'grade') throw new Error(`asks for ${request.show}`)
  return request.options
}
