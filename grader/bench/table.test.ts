import { expect, test } from 'vitest'
import { toTable } from './table.ts'

test('shows a row a subject and a line a comparison', () => {
  const summaries = [
    {
      subject: 'stage 6',
      requestsPerSecond: 12_345.6,
      cpuMicrosPerRequest: 71.25,
      p50Ms: 1.234,
      p99Ms: 9.9,
      errors: 0,
    },
    { subject: 'nginx', requestsPerSecond: 9876, cpuMicrosPerRequest: null, p50Ms: 2, p99Ms: 30, errors: 12 },
  ]
  const ratios = [{ subject: 'stage 6', to: 'nginx', median: 1.25, min: 1.2, max: 1.3 }]
  expect(toTable('64 clients', summaries, ratios)).toMatchInlineSnapshot(`
    "64 clients
               requests/s  µs CPU/request  p50 ms  p99 ms  errors
      stage 6      12,346            71.3    1.23    9.90       0
      nginx         9,876               –    2.00   30.00      12
      stage 6 : nginx = 1.25 (1.20 to 1.30)"
  `)
})
