import { expect, test } from 'vitest'
import { toResult } from './report.ts'
import { scenarios } from './scenarios.ts'
import { toTable } from './table.ts'
import { sample } from './test/samples.ts'

function tableOf(name: string, samples: Parameters<typeof toResult>[0]['samples']): string {
  const scenario = scenarios.find(each => each.name === name) ?? scenarios[0]
  if (scenario === undefined) throw new Error('there are no scenarios')
  const absent = [{ subject: 'stage 3', why: 'closes' }]
  return toTable(toResult({ scenario, clients: 1000, backendRequests: 1000, samples, absent }))
}

test('shows a row a subject, a line a comparison, and who was not measured', () => {
  const samples = [
    sample('stage 6', 1, 12_345.6, { cpuMicrosPerRequest: 71.25, p50Ms: 1.234, p99Ms: 9.9, memoryBytes: 90.4e6 }),
    sample('nginx', 1, 9876, { p99Ms: 30, maxMs: 300, errors: 12 }),
  ]
  expect(tableOf('keepalive', samples)).toMatchInlineSnapshot(`
    "keepalive, 1,000 clients: a small page on kept connections
               requests/s  µs CPU/request  p50 ms  p90 ms  p99 ms  max ms  MB  errors
      stage 6      12,346            71.3    1.23    1.50    9.90    3.00  90       0
      nginx         9,876               –    1.00    1.50   30.00  300.00   –      12
      stage 6 : nginx = 1.25 (1.25 to 1.25)
      stage 3: not measured, closes"
  `)
})

test('says what a ratio is of where less is better', () => {
  const samples = [sample('a', 1, null, { memoryBytes: 1e8 }), sample('b', 1, null, { memoryBytes: 2e8 })]
  expect(tableOf('idle', samples)).toContain('memory, less is better: a : b = 0.50 (0.50 to 0.50)')
  expect(tableOf('mix', samples)).toContain('p99, less is better: a : b = 1.00 (1.00 to 1.00)')
})
