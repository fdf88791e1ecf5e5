// Knows what the load asks for in each scenario: a path on the backends and arguments of wrk.

import { fileURLToPath } from 'node:url'

export interface Scenario {
  readonly name: string
  readonly title: string
  readonly path: string
  readonly wrkArgs: readonly string[]
  /**
   * False where wrk's percentiles mean nothing: it times a pipelined batch as a whole, then "corrects" those times by the
   * average time of a single response, which invents samples that no request had (stats_correct in its main).
   */
  readonly tellsLatency: boolean
}

export const scenarios: readonly Scenario[] = [
  { name: 'keepalive', title: 'a small page on kept connections', path: '/', wrkArgs: [], tellsLatency: true },
  {
    name: 'close',
    title: 'a small page, a connection each',
    path: '/',
    wrkArgs: ['-H', 'Connection: close'],
    tellsLatency: true,
  },
  {
    name: 'pipelined',
    title: 'a small page, 16 requests at a time on each connection',
    path: '/',
    wrkArgs: ['-s', fileURLToPath(new URL('pipelined.lua', import.meta.url))],
    tellsLatency: false,
  },
  { name: '1m', title: 'a body of 1 MiB on kept connections', path: '/1m', wrkArgs: [], tellsLatency: true },
]

export const scenarioNames = scenarios.map(scenario => scenario.name)
