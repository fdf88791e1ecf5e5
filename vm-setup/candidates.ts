// Where the backends of a VM may be reached from here. Pure.
import type { Address } from './backend-probe.ts'
import type { Machine } from './hypervisor.ts'
import { LOOPBACK } from './port-plan.ts'

const SSH = 22
const USUAL_PORTS = [8001, 8002, 8003] as const

/**
 * By forwarded ports if it has any (but for ssh), else at the guest's own addresses, else where the conf says.
 * @param ours ports of a VM that was made here
 */
export function toCandidates(
  machine: Machine,
  ours: readonly number[] | undefined,
  conf: readonly Address[],
): readonly Address[] {
  const forwards = machine.forwards
    .filter(({ guestPort, hostPort }) => (ours === undefined ? guestPort !== SSH : ours.includes(hostPort)))
    .map(({ hostIp, hostPort }) => ({ ip: hostIp === '' || hostIp === '0.0.0.0' ? LOOPBACK : hostIp, port: hostPort }))
  if (forwards.length > 0) return forwards.sort((a, b) => a.port - b.port)
  const own = machine.addresses.flatMap(ip => USUAL_PORTS.map(port => ({ ip, port })))
  return own.length > 0 ? own : conf
}
