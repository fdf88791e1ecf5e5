// Clients with one open request each, whose answers are held back: on the connections that they share, a check can then
// answer in any order and with any id.
import type { Call } from '../../lab/call.ts'
import type { Client } from '../../lab/client.ts'
import type { Lab } from '../../lab/lab.ts'
import { type Outcome, outcomeOf } from '../../lab/outcome.ts'
import type { LabRequest } from '../../lab/request.ts'
import { must } from '../../verdict.ts'

// Shorter than what a proxy may wait before it moves exchanges away from a connection on which nothing comes.
export const GATHERING_MS = 80

export interface Guest {
  readonly client: Client
  readonly request: LabRequest
}

export interface Crowd {
  readonly guests: readonly Guest[]
  /** Requests that wait for their answer, those of one connection in the order in which they came. Never empty. */
  readonly held: readonly (readonly Call[])[]
  /** Of one connection, the most. */
  readonly largest: readonly Call[]
}

/**
 * Sends each request on a connection of its own. A proxy need not have them all open at once: what comes later, or comes
 * again, is answered at once. Whoever is held must be answered by the check, or said to be done.
 */
export async function gather(lab: Lab, requests: readonly LabRequest[], { echoes = true } = {}): Promise<Crowd> {
  const answer = echoes ? {} : { id: null }
  // So that the proxy may learn whether the backends send ids back.
  for (let nth = 0; nth < lab.backends.length + 1; nth += 1) {
    const first = lab.request()
    lab.answer(first, call => call.respond(answer))
    await lab.exchange(first)
  }
  const before = lab.calls.length
  const held = new Map<string, Call[]>()
  let isGathering = true
  for (const request of requests)
    lab.answer(request, call => {
      const isHeld = isGathering && lab.callsOf(request).length === 1
      if (isHeld) held.set(call.connectionName, [...(held.get(call.connectionName) ?? []), call])
      return isHeld ? undefined : call.respond(answer)
    })
  const clients = await Promise.all(requests.map(() => lab.client()))
  const guests = requests.map((request, index): Guest => ({ client: clients[index] as Client, request }))
  for (const { client, request } of guests) client.send(request)
  await Promise.race([
    lab.arrivals(before + requests.length),
    lab.arrivals(before + 1).then(() => lab.patience(GATHERING_MS)),
  ])
  isGathering = false
  const groups = [...held.values()]
  const largest = groups.reduce((one, other) => (other.length > one.length ? other : one), groups[0] ?? [])
  return { guests, held: groups, largest }
}

export function gets(lab: Lab, count: number): LabRequest[] {
  return Array.from({ length: count }, () => lab.request({ path: `/${lab.random.word()}` }))
}

/** What each guest got, in their order: his own answer, or an error. Anything else is a Failure. */
export async function outcomesOf({ guests }: Pick<Crowd, 'guests'>): Promise<Outcome[]> {
  return Promise.all(
    guests.map(async ({ client, request }) => {
      const outcome = await outcomeOf(client, request)
      must(outcome.kind === 'answered' || outcome.kind === 'error', () => ({
        reason: `${client.name} got neither an answer nor an error to its ${request.method}`,
        expected: 'its own answer, or 502',
        actual: outcome.response === undefined ? 'a close' : String(outcome.response.status),
      }))
      return outcome
    }),
  )
}

/** Throws a Failure unless every guest has got his answer. */
export async function mustAllBeAnswered(crowd: Pick<Crowd, 'guests'>): Promise<Outcome[]> {
  const outcomes = await outcomesOf(crowd)
  const failed = outcomes.filter(({ kind }) => kind !== 'answered')
  must(failed.length === 0, () => ({
    reason: `${failed.length} of ${outcomes.length} requests got an error`,
    expected: 'all are answered',
    actual: failed.map(({ response }) => response?.status).join(', '),
  }))
  return outcomes
}
