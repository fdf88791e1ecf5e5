import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { LADDER } from './ladder.ts'
import { runStage } from './testing/program.ts'
import { patience } from './testing/proxy-rig.ts'

vi.setConfig(patience)

const one = { ip: '127.0.0.1', port: 8001 }
const faulty: readonly [what: string, conf: object | string, place: RegExp][] = [
  ['half an object', '{"backend_servers": [', /not JSON/],
  ['no backend_servers', {}, /backend_servers/],
  ['an empty backend_servers', { backend_servers: [] }, /backend_servers/],
  ['a backend_servers that is no list', { backend_servers: one }, /backend_servers/],
  ['a port in quotes', { backend_servers: [{ ...one, port: '8001' }] }, /backend_servers\[0\]\.port/],
  ['port 65536', { backend_servers: [{ ...one, port: 65_536 }] }, /backend_servers\[0\]\.port/],
  ['an unknown key', { backend_servers: [one], stratgy: 'round-robin' }, /stratgy/],
  ['an unknown strategy', { backend_servers: [one], strategy: 'random' }, /strategy/],
  ['a time that is no number', { backend_servers: [one], timeouts: { idle_ms: '1s' } }, /timeouts\.idle_ms/],
  ['a health path without slash', { backend_servers: [one], health: { path: 'x' } }, /health\.path/],
]

const directory = mkdtempSync(join(tmpdir(), 'hopwise-conf-'))
afterAll(() => rmSync(directory, { recursive: true }))

function expectOneLine({ code, stdout, stderr }: { code: number | null; stdout: string; stderr: string }): void {
  expect([code, stdout, stderr.trimEnd().split('\n').length]).toEqual([2, '', 1])
  expect(stderr).not.toContain('listening')
  expect(stderr).not.toMatch(/at .*:\d+:\d+/)
}

// All stages read the conf with the same code, so one of them stands for the spelling of every fault.
test.concurrent.each(faulty)('%s is refused in one line that names the file and the place', async (_, conf, place) => {
  const run = await runStage('02-parse', ['--port', '0'], conf)
  expectOneLine(run)
  expect(run.stderr).toMatch(/servers\.conf: /)
  expect(run.stderr).toMatch(place)
})

test.concurrent('a conf that is a folder is refused as one that cannot be read', async () => {
  const run = await runStage('02-parse', ['--port', '0', '--conf', directory])
  expectOneLine(run)
  expect(run.stderr).toContain(`${directory}: cannot read the conf`)
})

test.concurrent.each(LADDER.slice(1).map(({ folder }) => folder))('stage %s refuses a missing conf', async folder => {
  const missing = join(directory, 'none.conf')
  const run = await runStage(folder, ['--port', '0', '--conf', missing])
  expectOneLine(run)
  expect(run.stderr).toContain(`${missing}: cannot read the conf: no such file`)
})

test.concurrent.each(
  LADDER.slice(2).map(({ folder }) => folder),
)('stage %s refuses a strange strategy', async folder => {
  const run = await runStage(folder, ['--port', '0', '--strategy', 'fastest'])
  expectOneLine(run)
  expect(run.stderr).toContain('--strategy fastest')
})
