// Who is who in a capture: names and addresses that keep clients, proxy and backends apart, though all of them ran on one
// machine. Pure.
import type { Interface, Name } from './section.ts'

export type Role = 'client' | 'proxy' | 'backend'

/** In RFC 1918's 10/8, where no name server of the world answers for them; a network for each role. */
const NETWORKS: Readonly<Record<Role, number>> = { client: 1, proxy: 2, backend: 3 }
const MOST_IN_NETWORK = 65_534

/** The two sides of the proxy, as interfaces: `frame.interface_name == "backends"` shows one of them. */
export const SIDES: readonly Interface[] = [
  { name: 'clients', description: 'between the clients and the proxy' },
  { name: 'backends', description: 'between the proxy and the backends' },
]
export const CLIENTS_SIDE = 0
export const BACKENDS_SIDE = 1

/** `client-1` at 10.1.0.1, `proxy` at 10.2.0.1, `backend-2` at 10.3.0.2. Numbers from 1. */
export function toName(role: Role, number = 1): Name {
  const host = ((number - 1) % MOST_IN_NETWORK) + 1
  const address = `10.${NETWORKS[role]}.${host >> 8}.${host & 0xff}`
  return { address, name: role === 'proxy' ? 'proxy' : `${role}-${number}` }
}
