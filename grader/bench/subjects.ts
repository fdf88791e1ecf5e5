// Knows what is measured: a stage of this tree, its peers, and one backend alone, which shows what the load can reach.

import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CannotMeasure } from './cannot-measure.ts'
import { haproxyBalancer } from './haproxy.ts'
import type { Command } from './launched.ts'
import { nginxBalancer } from './nginx.ts'
import type { PeerName } from './options.ts'

/** What the rounds need to know of a running program. */
export interface Subject {
  readonly name: string
  readonly port: number
  /** The root of its process tree. */
  readonly pid: number
  /** Throws if the program has ended. */
  demandAlive(): void
}

/** How to start a balancer on a port over backends on theirs; `directory` is its own. */
export interface Balancer {
  readonly name: string
  toCommand(directory: string, port: number, backendPorts: readonly number[]): Command
}

const peers = { nginx: nginxBalancer, haproxy: haproxyBalancer }
const stagesRoot = fileURLToPath(new URL('../../stages/', import.meta.url))

/** The stage first, where one is asked for: it is what the others are compared with. Throws CannotMeasure. */
export function chooseBalancers(stage: number | undefined, peerNames: readonly PeerName[]): Balancer[] {
  const chosen = peerNames.map(name => ({ name, toCommand: peers[name] }))
  return stage === undefined ? chosen : [toStage(stage), ...chosen]
}

function toStage(number: number): Balancer {
  const prefix = `${String(number).padStart(2, '0')}-`
  const folder = readdirSync(stagesRoot).find(entry => entry.startsWith(prefix))
  if (folder === undefined) throw new CannotMeasure(`this tree has no stage ${number}: no folder stages/${prefix}…`)
  return {
    name: `stage ${number}`,
    toCommand(directory, port, backendPorts) {
      const conf = join(directory, 'servers.conf')
      const backendServers = backendPorts.map(backendPort => ({ ip: '127.0.0.1', port: backendPort }))
      writeFileSync(conf, JSON.stringify({ backend_servers: backendServers }))
      const args = [join(stagesRoot, folder, 'main.ts'), '--port', String(port), '--conf', conf]
      return { command: process.execPath, args, port }
    },
  }
}
