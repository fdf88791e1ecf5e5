// `--pcap` for a class: a folder per student, beside all others' and away from the grades, and each page leads to its own.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

const MAIN = join(import.meta.dirname, '..', 'main.ts')
const DEAF = `require('node:net').createServer(socket => socket.resume()).listen(Number(process.argv[2]), '127.0.0.1')`

test('who is graded has a capture of each check that failed, in a folder of his own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hopwise-class-captures-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const [submissions, out, captures] = ['submissions', 'out', 'captures'].map(each => join(folder, each)) as [
    string,
    string,
    string,
  ]
  handIn(join(submissions, 'ada'))
  const flags = ['--stages', '1', '--jobs', '1', '--sandbox', 'none', '--seed', '7', '--pcap', captures]
  const { status, stderr } = spawnSync(process.execPath, [MAIN, submissions, '--out', out, ...flags], {
    encoding: 'utf8',
  })
  expect(status, stderr).toBe(0)
  const student = join(out, 'students', 'ada')
  const result = JSON.parse(readFileSync(join(student, 'result.json'), 'utf8'))
  const failed = result.checks.filter(({ verdict }: { verdict: string }) => verdict === 'failed')
  expect(failed).not.toEqual([])
  const files = readdirSync(join(captures, 'ada')).map(file => join(captures, 'ada', file))
  expect(files.sort()).toEqual(failed.map(({ capture }: { capture: { file: string } }) => capture.file).sort())
  const page = readFileSync(join(student, 'report.html'), 'utf8')
  for (const file of files) expect(page).toContain(`${relative(student, file)}"`)
})

/** A program that takes everything and says nothing. */
function handIn(folder: string): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'deaf.cjs'), DEAF)
  const said = { stages: { 1: { run: ['node', 'deaf.cjs', '{port}'] } } }
  writeFileSync(join(folder, 'proxy.json'), JSON.stringify(said))
}
