// The bench as people start it, over real nginx and wrk, for as short a time as it can be. What it measures here is nothing;
// that it measures, whom it leaves out and what it leaves behind is looked at.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { Report } from './report.ts'

const short = ['--rounds', '1', '--seconds', '1', '--clients', '4']
const long = 600_000
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hopwise-test-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function start(args: readonly string[]): ChildProcess {
  const env = { ...process.env, TMPDIR: folder, NO_COLOR: '1' }
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], { env, stdio: 'pipe' })
  onTestFinished(() => void child.kill())
  return child
}

async function bench(...args: string[]) {
  const child = start(args)
  const said = { stdout: '', stderr: '' }
  child.stdout?.on('data', text => (said.stdout += text))
  child.stderr?.on('data', text => (said.stderr += text))
  const [code] = await once(child, 'close')
  return { code: code as number, ...said }
}

const everybody = ['stage 6', 'stage 4', 'nginx', 'haproxy', 'caddy', 'http-proxy', 'undici', 'direct']

test.each([
  ['close,mix,idle', '4,nginx,haproxy,caddy,http-proxy,undici', everybody],
  ['keepalive,unlimited,pipelined,1m', 'nginx', ['stage 6', 'nginx', 'direct']],
])('%s: stage 6 and %s serve it without an error', { timeout: long }, async (scenarios, against, names) => {
  const html = join(folder, 'page.html')
  const rate = scenarios.includes('mix') ? ['--rate', '200'] : []
  const flags = ['--scenario', scenarios, '--against', against, ...rate, '--json', '-', '--html', html]
  const run = await bench('6', ...flags, ...short)
  expect(run).toMatchObject({ code: 0 })
  const report = JSON.parse(run.stdout) as Report
  expect([report.complete, report.results.map(({ scenario }) => scenario).join()]).toEqual([true, scenarios])
  for (const { scenario, summaries, samples, absent } of report.results) {
    expect([scenario, absent, summaries.map(({ subject }) => subject)]).toEqual([scenario, [], names])
    expect(samples.filter(each => each.errors > 0 || each.requests === 0)).toEqual([])
  }
  expect(readFileSync(html, 'utf8')).toContain('How it was made')
})

test('who answers anything but the page of the backend is not shown, however fast', { timeout: long }, async () => {
  const liar = join(folder, 'liar')
  mkdirSync(liar)
  writeFileSync(join(liar, 'proxy.json'), '{"name": "liar", "run": ["node", "liar.mjs", "{port}", "{conf}"]}')
  const program =
    "import { createServer } from 'node:http'\ncreateServer((q, s) => s.end('hi')).listen(process.argv[2])"
  writeFileSync(join(liar, 'liar.mjs'), program)
  const run = await bench('6', '--against', liar, ...short, '--json', '-')
  const [result] = (JSON.parse(run.stdout) as Report).results
  expect(result?.summaries.map(({ subject }) => subject)).toEqual(['stage 6', 'direct'])
  const why = 'answers wrongly under load: 2 octets to GET /, where the backend sends 600'
  expect(result?.absent).toEqual([{ subject: 'liar', why }])
  expect(run.stderr).toContain(`liar: not measured, ${why}`)
})

test('a profile is written, and what it says is told', { timeout: long }, async () => {
  const file = join(folder, 'stage.cpuprofile')
  const run = await bench('6', '--profile', file, '--seconds', '1', '--clients', '4')
  expect(run).toMatchObject({ code: 0, stderr: '' })
  expect(run.stdout).toMatch(/^stage 6, keepalive, 4 clients, 1 s, with the profiler on: [\d,]+ requests\/s/)
  expect(run.stdout).toContain('.ts:')
  expect(JSON.parse(readFileSync(file, 'utf8'))).toHaveProperty('nodes')
})

test('Ctrl-C in the middle: what is known is kept, and nothing is left behind', { timeout: long }, async () => {
  const file = join(folder, 'stopped.json')
  const child = start(['6', '--against', 'none', '--seconds', '1', '--clients', '2,3', '--json', file])
  const ended = once(child, 'close')
  let said = ''
  // Once the first table is out, the second is being measured.
  await new Promise<void>(resolve =>
    child.stdout?.on('data', text => {
      said += text
      if (said.includes('keepalive, 2 clients')) resolve()
    }),
  )
  child.kill('SIGINT')
  const [code] = await ended
  expect(code).toBe(130)
  const report = JSON.parse(readFileSync(file, 'utf8')) as Report
  expect([report.complete, report.results.length]).toEqual([false, 1])
  expect(readdirSync(folder).filter(name => /^hopwise-/.test(name))).toEqual([])
})

test.each([
  [['9'], 'bench: no stage to measure: "9"; they are 1 to 6\n'],
  [['6', '--against', './nowhere'], /^bench: \.\/nowhere: no such folder; .*\n$/],
  [
    ['6', '--json', '/nowhere/x.json'],
    /^bench: cannot write the report \/nowhere\/x\.json: there is no folder \/nowhere; .*\n$/,
  ],
  [
    ['6', '--profile', '/nowhere/x'],
    /^bench: cannot write the profile \/nowhere\/x: there is no folder \/nowhere; .*\n$/,
  ],
  [['3', '--profile', 'x', '--scenario', 'idle'], /^bench: stage 3 closes the connection behind each answer: .*\n$/],
])('%j is one line and exit status 2', { timeout: long }, async (args, line) => {
  const { code, stderr } = await bench(...args)
  expect(code).toBe(2)
  expect(stderr).toMatch(line)
  expect(existsSync('x')).toBe(false)
})
