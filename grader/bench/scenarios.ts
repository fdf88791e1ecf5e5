// Knows what is asked for in each scenario, how its figures are got, and which stages can serve it.

import { fileURLToPath } from 'node:url'
import type { StageNumber } from '../result.ts'
import type { Figure } from './summary.ts'

export interface Scenario {
  readonly name: string
  readonly title: string
  /** wrk; the client of `mix`, which keeps to a rate; or connections on which nothing happens. */
  readonly kind: 'wrk' | 'mix' | 'idle'
  /** On the backends. */
  readonly path: '/' | '/1m'
  readonly wrkArgs: readonly string[]
  /** With how many clients, unless the command line says. */
  readonly clients: readonly number[]
  /** What is compared: of requests per second more is better, of everything else less. */
  readonly figure: Figure
  /** Backends never close a connection, and no peer does behind so many requests. */
  readonly unlimited: boolean
  /**
   * False where wrk's percentiles mean nothing: it times a pipelined batch as a whole, then "corrects" those times by the
   * average time of a single response, which invents samples that no request had (stats_correct in its main).
   */
  readonly tellsLatency: boolean
  /** Why a stage cannot serve it. */
  readonly beyond: Readonly<Partial<Record<StageNumber, string>>>
}

const echoes = 'echoes, and speaks no HTTP'
const asksNobody = 'answers itself, and asks no backend'
const closes = 'closes the connection behind each answer'

const keepalive: Scenario = {
  name: 'keepalive',
  title: 'a small page on kept connections',
  kind: 'wrk',
  path: '/',
  wrkArgs: [],
  clients: [1, 64, 256, 1000],
  figure: 'requestsPerSecond',
  unlimited: false,
  tellsLatency: true,
  beyond: { 1: echoes },
}

export const scenarios: readonly Scenario[] = [
  keepalive,
  {
    ...keepalive,
    name: 'unlimited',
    title: 'a small page on kept connections that nobody closes (keepalive_requests without end)',
    clients: [64],
    unlimited: true,
    beyond: { 1: echoes, 2: asksNobody },
  },
  {
    ...keepalive,
    name: 'pipelined',
    title: 'a small page, 16 requests at a time on each connection',
    wrkArgs: ['-s', fileURLToPath(new URL('pipelined.lua', import.meta.url))],
    clients: [64],
    tellsLatency: false,
    beyond: { 1: echoes, 2: closes, 3: closes },
  },
  {
    ...keepalive,
    name: 'close',
    title: 'a small page, a connection each',
    wrkArgs: ['-H', 'Connection: close'],
    clients: [64],
  },
  {
    ...keepalive,
    name: '1m',
    title: 'a body of 1 MiB on kept connections',
    path: '/1m',
    clients: [64],
    beyond: { 1: echoes, 2: asksNobody },
  },
  {
    ...keepalive,
    name: 'mix',
    title: 'a small page at a steady rate, 2 % of them 50 ms late at the backend: latency of the other 98 %',
    kind: 'mix',
    clients: [64],
    figure: 'p99Ms',
    beyond: { 1: echoes, 2: asksNobody },
  },
  {
    ...keepalive,
    name: 'idle',
    title: 'memory with idle connections, behind one answer on each',
    kind: 'idle',
    clients: [10_000],
    figure: 'memoryBytes',
    beyond: { 2: closes, 3: closes },
  },
]

export const scenarioNames = scenarios.map(scenario => scenario.name)
