import { expect, test } from 'vitest'
import { faultsOf } from '../../report/test/well-formed.ts'
import { type Report, toResult } from '../report.ts'
import { scenarios } from '../scenarios.ts'
import type { Sample } from '../summary.ts'
import { sample } from '../test/samples.ts'
import { toPage } from './page.ts'

function reportOf(...results: readonly [name: string, clients: number, samples: readonly Sample[]][]): Report {
  return {
    schema: 'hopwise-bench/1',
    command: ['6', '--html', '<page>'],
    complete: true,
    startedAt: '2026-01-02T03:04:05.000Z',
    system: 'Linux 6',
    cpu: '2 × a processor',
    cores: { proxy: '0', load: '1' },
    versions: { node: '26.10.0' },
    rounds: 5,
    seconds: 4,
    rate: 4000,
    workers: 1,
    results: results.flatMap(([name, clients, samples]) =>
      scenarios
        .filter(each => each.name === name)
        .map(scenario => toResult({ scenario, clients, backendRequests: 1000, samples, absent: [] })),
    ),
  }
}

const names = [
  'stage 6',
  'nginx',
  'haproxy',
  'caddy',
  'undici',
  'http-proxy',
  'stage 5',
  'stage 4',
  'stage 3',
  'direct',
]

test('lines are told apart without colour: no two have the same dashes and mark, and each has its name at its end', () => {
  const at = (clients: number) => names.map((name, nth) => sample(name, 1, 1000 * clients + nth))
  const page = toPage(reportOf(['keepalive', 1, at(1)], ['keepalive', 64, at(64)]))
  const dashes = [...page.matchAll(/class="line[^"]*" d="[^"]*" stroke-dasharray="([^"]*)"/g)].map(match => match[1])
  const marks = [...page.matchAll(/class="mark[^"]*" transform="[^"]*" d="([^"]*)"/g)].map(match => match[1])
  const looks = dashes.map((dash, nth) => `${dash} ${marks[nth * 2]}`)
  expect(new Set(looks).size).toBe(names.length)
  const ends = [...page.matchAll(/class="end[^"]*" x="[\d.]+" y="([\d.]+)">([^<]+)</g)]
  expect(ends.map(match => match[2])).toEqual(names)
  const heights = ends.map(match => Number(match[1])).sort((a, b) => a - b)
  const gaps = heights.slice(1).map((height, nth) => height - (heights[nth] ?? 0))
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(16.9)
})

test('whatever is drawn stands in a table too, and is spoken', () => {
  const page = toPage(reportOf(['close', 64, [sample('stage 6', 1, 4321), sample('nginx', 1, 5432, { p99Ms: 17.25 })]]))
  expect(page).toContain('aria-label="stage 6 4,321, nginx 5,432"')
  expect(page).toMatch(/<th scope="row">nginx<\/th><td class="number">5,432<\/td>.*<td class="number">17\.25<\/td>/)
  expect(page).toContain('stage 6: 0.80 × nginx (0.80 to 0.80)')
})

test('what a scenario does not tell is not drawn', () => {
  const held = sample('stage 6', 1, null, { memoryBytes: 2e8, p50Ms: null, p90Ms: null, p99Ms: null, maxMs: null })
  const page = toPage(reportOf(['idle', 10_000, [held]]))
  expect(page).toContain('aria-label="stage 6 200"')
  expect(page).not.toContain('Latency in ms')
  expect(page).not.toMatch(/NaN|undefined|null|Infinity/)
})

test('a page of nothing, of one that failed, and of odd names is a page', () => {
  expect(toPage(reportOf())).toContain('nothing yet')
  const odd = '<script>alert(1)</script>'
  const page = toPage(reportOf(['mix', 64, [sample(odd, 1, 0, { p50Ms: null, p99Ms: null, errors: 4000 })]]))
  expect(page).not.toContain(odd)
  expect(page).toContain('--html &#60;page&#62;')
  expect(toPage({ ...reportOf(), complete: false })).toContain('Not measured to the end')
})

test('it is well formed, and loads nothing', () => {
  const page = toPage(reportOf(['keepalive', 1, [sample('a', 1, 1)]], ['keepalive', 64, [sample('a', 1, 1)]]))
  expect(faultsOf(page, ['style', 'script'])).toEqual([])
  expect(page).not.toMatch(/(?:src|href)="(?!data:|#)/)
})
