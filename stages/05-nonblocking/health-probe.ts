// Active health: each backend is asked for a page now and then, so that a dead one is known before a client meets it.
// A probe is an exchange like any other; only its client is the proxy itself.

import { NO_BODY } from '../02-parse/body.ts'
import { readFields } from '../02-parse/grammar.ts'
import type { RequestHead } from '../02-parse/message.ts'
import type { Recipient } from '../03-forward/answer.ts'
import type { Backend } from '../03-forward/balancer.ts'
import { type Client, Exchange, type ExchangeSettings } from '../03-forward/exchange.ts'
import type { AddedFields } from '../03-forward/forwarding.ts'
import { NOTHING } from '../03-forward/outlet.ts'

const NOBODY: Client = { address: 'unknown' }

export interface ProbeSettings {
  readonly path: string
  readonly carry: ExchangeSettings['carry']
  readonly newFields: () => AddedFields
}

/** Asks one backend if it is well; the outcome goes to `report`. Returns what is under way. A status of 500 and above says that it is not. */
export function probe(
  backend: Backend,
  { path, carry, newFields }: ProbeSettings,
  report: (outcome: 'answered' | 'failed') => void,
): Exchange {
  const recipient: Recipient = {
    receiveHead: ({ status }) => report(status < 500 ? 'answered' : 'failed'),
    receiveData: () => true,
    receiveEnd: () => {},
    fail: () => report('failed'),
    onDrain: NOTHING,
  }
  const settings: ExchangeSettings = {
    strategy: () => [backend],
    carry,
    // What befell it by chance says nothing of the backend, as with an exchange of a client.
    mayRepeat: (_request, { incidental }) => incidental,
    onOutcome: () => {},
    holdBytes: 0,
  }
  const exchange = new Exchange(probeRequest(path, backend), NOBODY, recipient, settings, newFields())
  exchange.start()
  return exchange
}

function probeRequest(path: string, backend: Backend): RequestHead {
  return {
    method: 'GET',
    target: path,
    path,
    host: backend.name,
    version: '1.1',
    fields: readFields(`Host: ${backend.name}\r\nUser-Agent: hopwise-health\r\n`),
    framing: NO_BODY,
  }
}
