// Knows the command line of `npm run bench`.

import { parseArgs } from 'node:util'
import { CannotMeasure } from './cannot-measure.ts'
import { type Scenario, scenarioNames, scenarios } from './scenarios.ts'

export const usage = `npm run bench -- [N] [--against nginx,haproxy] [--scenario ${scenarioNames.join('|')}] [--clients 1,64,256,1000]
              [--rounds 5] [--seconds 4] [--backend-requests 1000] [--json FILE]
  N                   stage 3 to 6 of this tree; without it the peers are measured alone
  --backend-requests  requests after which a backend closes its connection (nginx: keepalive_requests)`

export const peerNames = ['nginx', 'haproxy'] as const
export type PeerName = (typeof peerNames)[number]

export interface Options {
  readonly stage: number | undefined
  readonly peers: readonly PeerName[]
  readonly scenario: Scenario
  readonly clients: readonly number[]
  readonly rounds: number
  readonly seconds: number
  readonly backendRequests: number
  /** `-` is standard output. */
  readonly json: string | undefined
}

/** Throws CannotMeasure with a line that names the flag. */
export function parseOptions(args: readonly string[]): Options {
  const { values, positionals } = parse(args)
  if (positionals.length > 1) throw new CannotMeasure(`one stage at a time, not ${positionals.join(' ')}`)
  const [stage] = positionals
  // Stages 1 and 2 forward nothing, so there is no load balancer to set beside them.
  if (stage !== undefined && !/^[3-6]$/.test(stage)) throw new CannotMeasure(`no stage to measure: "${stage}" (3 to 6)`)
  return {
    stage: stage === undefined ? undefined : Number(stage),
    peers: toPeers(values.against),
    scenario: toScenario(values.scenario),
    clients: values.clients.split(',').map(count => toCount('--clients', count)),
    rounds: toCount('--rounds', values.rounds),
    seconds: toCount('--seconds', values.seconds),
    backendRequests: toCount('--backend-requests', values['backend-requests']),
    json: values.json,
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        against: { type: 'string', default: 'nginx,haproxy' },
        clients: { type: 'string', default: '1,64,256,1000' },
        rounds: { type: 'string', default: '5' },
        seconds: { type: 'string', default: '4' },
        scenario: { type: 'string', default: 'keepalive' },
        'backend-requests': { type: 'string', default: '1000' },
        json: { type: 'string' },
      },
    })
  } catch (error) {
    throw new CannotMeasure(error instanceof Error ? error.message : String(error))
  }
}

function toPeers(list: string): PeerName[] {
  return list.split(',').map(name => {
    const peer = peerNames.find(known => known === name.trim())
    if (peer === undefined) throw new CannotMeasure(`--against: no peer "${name}" (${peerNames.join(', ')})`)
    return peer
  })
}

function toScenario(name: string): Scenario {
  const scenario = scenarios.find(known => known.name === name)
  if (scenario === undefined) throw new CannotMeasure(`--scenario: no "${name}" (${scenarioNames.join(', ')})`)
  return scenario
}

function toCount(flag: string, text: string): number {
  if (!/^[1-9][0-9]{0,5}$/.test(text)) throw new CannotMeasure(`${flag}: "${text}" is not a count from 1`)
  return Number(text)
}
