// The load balancer: which backends to try, best first. It chooses and does nothing else: it opens no connection,
// and whether a backend is well is not its question.

import { Refusal } from '../01-echo/refusal.ts'
import type { BackendAddress } from '../02-parse/conf.ts'

export interface Backend {
  readonly host: string
  readonly port: number
  readonly weight: number
  /** `host:port`, as it stands in a Host field and in messages to people. */
  readonly name: string
  /** Exchanges that this backend has been given and that have not ended, in whatever way they end. */
  openExchanges: number
}

export function toBackends(addresses: readonly BackendAddress[]): Backend[] {
  return addresses.map(({ ip, port, weight = 1 }) => ({
    host: ip,
    port,
    weight,
    name: ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`,
    openExchanges: 0,
  }))
}

/** All backends, the one to try first in front. Asked once an exchange; the answer is not to be changed. */
export type Strategy = () => readonly Backend[]

/** The flag by which the command line overrules the conf. */
export const STRATEGY_FLAG = { strategy: { type: 'string' } } as const

/** @throws Refusal where there is no such strategy */
export function chooseStrategy(name: string | boolean, backends: readonly Backend[]): Strategy {
  if (name === 'round-robin') return roundRobin(backends)
  if (name === 'least-connections') return leastConnections(backends)
  throw new Refusal(`--strategy ${name}: use round-robin or least-connections`)
}

/**
 * The backends in turn, request by request. A backend of weight 3 has three turns while one of weight 1 has one, and
 * they are spread out, not in a row: nginx's smooth weighted round robin. Its turns repeat, so they are worked out once.
 */
export function roundRobin(backends: readonly Backend[]): Strategy {
  const turns = smoothTurns(backends).map(first => startingWith(first, backends))
  return inTurn(turns)
}

/** Whoever has the fewest open exchanges for its weight comes first; among equals they take turns. */
export function leastConnections(backends: readonly Backend[]): Strategy {
  const nextRotation = inTurn(backends.map(first => startingWith(first, backends)))
  // The sort is stable: where loads are equal the rotation decides.
  return () => nextRotation().toSorted((a, b) => load(a) - load(b))
}

function load({ openExchanges, weight }: Backend): number {
  // SOLUTION Least connections: how loaded is a backend, beside the others?
  return openExchanges / weight
  // END SOLUTION
}

/** Every turn each backend gains its weight; the richest has the turn and pays what all have gained. */
function smoothTurns(backends: readonly Backend[]): Backend[] {
  const round = backends.reduce((sum, { weight }) => sum + weight, 0)
  const purses = backends.map(backend => ({ backend, wealth: 0 }))
  return Array.from({ length: round }, () => {
    for (const purse of purses) purse.wealth += purse.backend.weight
    const richest = purses.reduce((best, purse) => (purse.wealth > best.wealth ? purse : best))
    richest.wealth -= round
    return richest.backend
  })
}

/** The backends in their order, beginning at one of them. */
function startingWith(first: Backend, backends: readonly Backend[]): readonly Backend[] {
  const at = backends.indexOf(first)
  return [...backends.slice(at), ...backends.slice(0, at)]
}

function inTurn(orders: readonly (readonly Backend[])[]): Strategy {
  let next = 0
  return () => {
    // SOLUTION Round robin: give the order whose turn it is, and let the next one have its turn next time.
    const order = orders[next] ?? []
    next = (next + 1) % orders.length
    return order
    // END SOLUTION
  }
}
