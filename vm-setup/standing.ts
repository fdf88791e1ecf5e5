// How a VM stands, as JSON for programs (the grader reads it) and as lines for people. Pure.
import type { BackendAnswer } from './backend-probe.ts'
import type { HypervisorKind, Machine } from './hypervisor.ts'

export interface Standing {
  readonly schema: 'hopwise-vm/1'
  readonly name: string
  readonly hypervisor: HypervisorKind
  /** `absent`: there is no such VM. */
  readonly state: Machine['state'] | 'absent'
  /** It was made by `npm run vm create`. */
  readonly isOurs: boolean
  readonly forwards: Machine['forwards']
  readonly addresses: readonly string[]
  readonly backends: readonly BackendAnswer[]
  /** The conf file that names the backends that answer; null where none does. */
  readonly conf: string | null
}

export function toLines({ name, hypervisor, state, isOurs, forwards, addresses, backends }: Standing): string[] {
  const where = hypervisor === 'qemu' ? 'QEMU' : 'VirtualBox'
  if (state === 'absent') return [`${name}: ${where} has no such VM; npm run vm create makes it`]
  return [
    `${name}: ${state} (${where}${isOurs ? ', made here' : ', not made here: it is used as it is'})`,
    ...forwards.map(each => `  127.0.0.1:${each.hostPort} leads to port ${each.guestPort} inside (${each.name})`),
    ...addresses.map(address => `  its own address: ${address}`),
    ...backends.map(toLine),
  ]
}

function toLine({ ip, port, answers, keepsRequestId, said }: BackendAnswer): string {
  const start = `  backend ${ip}:${port}`
  if (!answers) return `${start} does not answer (${said})`
  return keepsRequestId
    ? `${start} answers (${said}) and sends X-Request-ID back`
    : `${start} answers (${said}) but does not send X-Request-ID back; stage 6 needs it: npm run vm provision, or by hand: add_header X-Request-ID $http_x_request_id always;`
}
