// The laws of the grader: which of its rooms may know which, and who may print. Like the laws of the staircase they are read
// from the sources' text, so nothing of the grader is imported here. Each test lists what breaks its law.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { breaches, codeLines, filesBelow, isTest, ROOT } from './testing/sources.ts'

const RUNNING = filesBelow('grader').filter(({ path }) => path.endsWith('.ts') && !isTest(path))

/** What the files of a room, or one file, may import beside themselves: rooms and files, from the folder of the grader. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  // Whoever judges depends on nothing that is judged.
  'wire/': [],
  'verdict.ts': [],
  'result.ts': [],
  'shape.ts': [],
  // Pure functions of a result: they never measure.
  'report/': ['result.ts', 'verdict.ts', 'wire/show-bytes.ts', '../capture/'],
  'checks/': ['check.ts', 'lab/', 'result.ts', 'verdict.ts', 'wire/'],
  'lab/': ['result.ts', 'shape.ts', 'subject.ts', 'verdict.ts', 'wire/', '../backends/'],
  'load/': [
    'lab/',
    'peers/find-program.ts',
    'result.ts',
    'subject.ts',
    'subjects/',
    'verdict.ts',
    'wire/',
    '../backends/',
  ],
  'course/': ['result.ts', 'shape.ts', 'verdict.ts', '../backends/unreadable.ts'],
  'gradescope/': [
    'course/',
    'grade.ts',
    'handout/',
    'options.ts',
    'registry.ts',
    'report/',
    'report-writer.ts',
    'result.ts',
    'shape.ts',
    'stop-signal.ts',
    'subjects/find-subject.ts',
    'terminal-output.ts',
    'verdict.ts',
    '../backends/',
  ],
  'handout/': ['result.ts', 'shell-line.ts', 'subject.ts', 'verdict.ts', '../backends/'],
  'impostors/': ['result.ts', 'verdict.ts'],
  'peers/': ['result.ts', 'subject.ts', 'verdict.ts'],
  'subjects/': [
    'impostors/',
    'lab/run-to-end.ts',
    'peers/',
    'result.ts',
    'shape.ts',
    'subject.ts',
    'verdict.ts',
    '../backends/last-resort.ts',
    '../backends/temporary-folder.ts',
    '../backends/unreadable.ts',
  ],
  'sandbox/': ['peers/find-program.ts', 'subject.ts', 'verdict.ts', '../backends/temporary-folder.ts'],
  'worker/': [
    'grade.ts',
    'options.ts',
    'result.ts',
    'runner.ts',
    'sandbox/',
    'terminal-output.ts',
    'verdict.ts',
    '../backends/command-line.ts',
    '../backends/last-resort.ts',
    '../backends/make-folder.ts',
  ],
  'signature/': ['report/printable.ts', 'verdict.ts'],
  'class/': [
    'capture-wish.ts',
    'captures.ts',
    'check.ts',
    'course/',
    'extra-checks.ts',
    'installed-programs.ts',
    'options.ts',
    'registry.ts',
    'report/',
    'result.ts',
    'sandbox/',
    'signature/',
    'stop-signal.ts',
    'subjects/',
    'terminal-output.ts',
    'usual-jobs.ts',
    'verdict.ts',
    'worker/',
    '../backends/command-line.ts',
    '../backends/make-folder.ts',
    '../backends/npm.ts',
    '../backends/unread.ts',
    '../backends/unreadable.ts',
  ],
  // It measures what others can start, and has eyes of its own for what comes back.
  'bench/': [
    'lab/ports.ts',
    'lab/program.ts',
    'load/wrk-output.ts',
    'peers/find-program.ts',
    'report/',
    'result.ts',
    'stop-signal.ts',
    'subject.ts',
    'subjects/find-subject.ts',
    'terminal-output.ts',
    'verdict.ts',
    'wire/response-parser.ts',
    '../backends/',
  ],
  // What the machine has is asked without anything that has to be installed first.
  'doctor/': [
    'lab/listeners.ts',
    'lab/process-table.ts',
    'peers/find-program.ts',
    'report/printable.ts',
    'report/wrap.ts',
    'report/write-report.ts',
    'terminal-output.ts',
    'verdict.ts',
    '../backends/',
  ],
}

test.each(Object.entries(MAY_IMPORT))('grader/%s imports only itself and %j', (room, allowed) => {
  const own = RUNNING.filter(({ path }) => path.startsWith(`grader/${room}`))
  const places = [room, ...allowed].map(place => join('grader', place))
  expect(own).not.toEqual([])
  expect(breaches(own, (_path, target) => !places.some(place => target.startsWith(place)))).toEqual([])
})

test('every place that a law names is there', () => {
  const named = Object.entries(MAY_IMPORT).flatMap(([room, allowed]) => [room, ...allowed])
  expect(named.filter(place => !existsSync(join(ROOT, 'grader', place)))).toEqual([])
})

test('only the registry knows the checks', () => {
  const others = RUNNING.filter(({ path }) => !path.startsWith('grader/checks/') && path !== 'grader/registry.ts')
  expect(breaches(others, (_path, target) => target.startsWith('grader/checks/'))).toEqual([])
})

test('only a main.ts prints; others are given a stream, or return a text', () => {
  const prints = /\bconsole\.|\bprocess\.std(?:out|err)\.write\b/
  // These are started as programs of their own.
  const others = RUNNING.filter(({ path }) => !path.endsWith('/main.ts') && !path.includes('/programs/'))
  const printed = others.flatMap(({ path, text }) =>
    codeLines(text)
      .filter(line => prints.test(line))
      .map(line => `${path}: ${line.trim()}`),
  )
  expect(printed).toEqual([])
})

test('the doctor needs no package: it is asked where none is installed yet', () => {
  const doctors = RUNNING.filter(({ path }) => path.startsWith('grader/doctor/'))
  const packages = doctors.flatMap(({ path, imports }) =>
    imports.filter(each => !/^(?:\.|node:)/.test(each)).map(each => `${path}: ${each}`),
  )
  expect(packages).toEqual([])
})
