import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { type Contender, chooseContenders } from './contenders.ts'
import { scenarios } from './scenarios.ts'

const folder = mkdtempSync(join(tmpdir(), 'hopwise-test-'))
const proxyJson = '{"name": "ada", "stages": {"3": {"run": ["./p", "{port}", "{conf}"]}}}'
writeFileSync(join(folder, 'proxy.json'), proxyJson)
afterAll(() => rmSync(folder, { recursive: true }))

function served(contender: Contender | undefined): string[] {
  return scenarios.filter(each => contender?.whyNot(each) === undefined).map(({ name }) => name)
}

test('each stage serves what it can, and the last three and peers serve everything', () => {
  const stages = chooseContenders(([1, 2, 3, 4, 5, 6] as const).map(stage => ({ kind: 'stage', stage })))
  const all = scenarios.map(({ name }) => name)
  expect(stages.map(served)).toEqual([
    ['idle'],
    ['keepalive', 'close'],
    ['keepalive', 'unlimited', 'close', '1m', 'mix'],
    all,
    all,
    all,
  ])
  expect(served(chooseContenders([{ kind: 'peer', name: 'caddy' }])[0])).toEqual(all)
})

test('stages 1 and 2 answer themselves, so that nobody compares their answers with those of a backend', () => {
  const [second, third] = chooseContenders([
    { kind: 'stage', stage: 2 },
    { kind: 'stage', stage: 3 },
  ])
  expect([second?.forwards, third?.forwards]).toEqual([false, true])
})

test('several workers are asked for where there can be some', async () => {
  const place = { directory: folder, port: 1, backendPorts: [2], connections: 10, unlimited: false, workers: 2 }
  const [fifth, sixth] = chooseContenders([
    { kind: 'stage', stage: 5 },
    { kind: 'stage', stage: 6 },
  ])
  expect((await sixth?.command(place))?.argv.slice(-2)).toEqual(['--workers', '2'])
  expect((await fifth?.command(place))?.argv).not.toContain('--workers')
  expect((await sixth?.command({ ...place, workers: 1 }))?.argv).not.toContain('--workers')
})

test('what a submission calls itself moves no cursor, and is not taken for a backend', () => {
  writeFileSync(join(folder, 'proxy.json'), JSON.stringify({ name: '\u001b[2J../x', run: ['p', '{port}', '{conf}'] }))
  const entrant = { kind: 'folder', path: folder, stage: undefined } as const
  expect(chooseContenders([entrant])[0]?.name).toBe('\\x1b[2J../x')
  writeFileSync(join(folder, 'proxy.json'), JSON.stringify({ name: 'direct', run: ['p', '{port}', '{conf}'] }))
  expect(() => chooseContenders([entrant])).toThrow('nobody may be called direct')
  writeFileSync(join(folder, 'proxy.json'), proxyJson)
})

test.each([
  [[{ kind: 'stage', stage: 6 } as const, { kind: 'stage', stage: 6 } as const], 'stage 6 stands there twice'],
  [[{ kind: 'folder', path: folder, stage: 6 } as const], 'has no stage 6; those that it claims are 3'],
  [[{ kind: 'folder', path: './nowhere', stage: undefined } as const], './nowhere: no such folder'],
])('%j is refused in one line', (entrants, line) => {
  expect(() => chooseContenders(entrants)).toThrow(line)
})
