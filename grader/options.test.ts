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

test.each([
  [['--help']],
  [['--stages', '9', '-h']],
  [['--no-such-flag', '--help']],
  [['--seed', '--help']],
])('help is wanted wherever it is asked for: %j', args => {
  expect(readOptions(args, {})).toEqual({ show: 'help' })
})

test('the VM is started where it is asked for', () => {
  expect(options(['--backends', 'vm:lab', '--start-vm']).startVm).toBe(true)
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
    [['--stage', '3'], /unknown option '--stage' \(is it --stages\?\); npm run grade/],
    [['--seed', '3', '--seed', '4'], /^--seed is given twice \(3, 4\); say it once$/],
    [['--verbose', '--verbose'], /^--verbose is given twice; say it once$/],
    [['--load', '--no-load'], /^--load and --no-load contradict each other; /],
    [['--start-vm'], /^--start-vm starts the VM of --backends vm; say that, too, or leave it out$/],
    [['--start-vm', '--backends', 'nginx'], /^--start-vm starts the VM/],
    [['--list', '--html', 'r.html'], /^--list grades nothing: --html would change nothing there; leave it out$/],
    [['--list', '--seed', '1', '--load'], /--seed and --load would change nothing there; leave them out$/],
    [['--verify', 'r.json', '--stages', '1'], /^--verify grades nothing: --stages/],
    [['--json', '-', '--verbose'], /^--verbose is for the report on the terminal, and --json - takes its place/],
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
