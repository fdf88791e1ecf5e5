// Knows which TCP stream each recorded event belongs to: who dialled whom, from which port to which, and under which number
// Wireshark shows it. Pure.
import { BACKENDS_SIDE, CLIENTS_SIDE, toName } from '../../capture/cast.ts'
import type { Parties } from '../../capture/conversation.ts'
import type { Name } from '../../capture/section.ts'
import type { Recorded } from '../result.ts'

export interface Stream {
  /** Wireshark's `tcp.stream`, from 0 in the order of the first packets. */
  readonly index: number
  readonly role: 'client' | 'backend'
  /** Of the client or backend, from 1. */
  readonly number: number
  readonly name: Name
  readonly parties: Parties
  /** What has to be said of it at its first packet. */
  readonly remarks: readonly string[]
}

/** In place of a port that nobody was told; in IANA's dynamic range. */
const MADE_UP_PORT = 49_152
const MADE_UP_PORTS = 16_384

interface Ports {
  /** Of the client or backend. */
  own: number | null
  proxy: number | null
}

/** For each event its stream; undefined for remarks, and for connections whose names say nothing. */
export function streamsOf(events: readonly Recorded[]): (Stream | undefined)[] {
  const current = new Map<string, Stream>()
  const ports = portsOf(events)
  let count = 0
  return events.map((event, at) => {
    const { connection, kind } = event
    if (kind === 'note') return undefined
    const isNew = kind === 'open' || kind === 'refused' || !current.has(connection)
    if (isNew) {
      const stream = toStream(connection, count, ports[at] ?? { own: null, proxy: null })
      if (stream === undefined) return undefined
      current.set(connection, stream)
      count += 1
    }
    return current.get(connection)
  })
}

/** For each event the ports of its connection, which another event of it may have said. */
function portsOf(events: readonly Recorded[]): Ports[] {
  const current = new Map<string, Ports>()
  return events.map(({ connection, kind, from, fromPort, toPort }) => {
    if (kind === 'open' || !current.has(connection)) current.set(connection, { own: null, proxy: null })
    const ports = current.get(connection) as Ports
    const [own, proxy] = from === 'proxy' ? [toPort, fromPort] : [fromPort, toPort]
    ports.own ??= own
    ports.proxy ??= proxy
    return ports
  })
}

function toStream(connection: string, index: number, ports: Ports): Stream | undefined {
  const [, role, digits] = /^(client|backend) (\d{1,9})(?: connection \d+)?$/.exec(connection) ?? []
  const number = Number(digits)
  if ((role !== 'client' && role !== 'backend') || number < 1) return undefined
  const name = toName(role, number)
  const madeUp = MADE_UP_PORT + (index % MADE_UP_PORTS)
  const own = { address: name.address, port: ports.own ?? madeUp }
  const proxy = { address: toName('proxy').address, port: ports.proxy ?? madeUp }
  const [dialler, listener] = role === 'client' ? [own, proxy] : [proxy, own]
  const isKnown = ports.own !== null && ports.proxy !== null
  return {
    index,
    role,
    number,
    name,
    parties: { dialler, listener, interface: role === 'client' ? CLIENTS_SIDE : BACKENDS_SIDE, number: index + 1 },
    remarks: isKnown ? [] : [`port ${madeUp} is made up: nobody was told the true one`],
  }
}
