// What is looked at when any check has ended, whatever it was about: these rules hold always.
import { Failure, must } from '../verdict.ts'
import type { Call } from './call.ts'
import type { Lab } from './lab.ts'
import { mustStillServe } from './pulse.ts'

// RFC 9110 §9.2.2: only these may be sent again without asking.
const IDEMPOTENT = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE'])

/** Throws the first Failure that is found. */
export async function closeCheck(lab: Lab): Promise<void> {
  const { switchboard } = lab.world
  if (switchboard.trouble !== undefined) throw switchboard.trouble
  nothingMayBeUnclaimed(lab)
  lab.release()
  if (!lab.programMayEnd) await mustStillServe(lab)
  // The plain request was a barrier: what the program did with the bytes before it, it has done by now.
  if (switchboard.complaints.length > 0) throw switchboard.complaintAsFailure()
  for (const [mark, reason] of lab.forbidden) {
    const [call] = lab.callsOf(mark)
    must(call === undefined, () => ({
      reason: `${reason}: ${call?.connectionName} got ${call?.method} ${call?.target}`,
      expected: 'no backend gets it',
      actual: call?.head.bytes ?? '',
    }))
  }
  nothingMayHappenTwice(lab.calls)
  lab.release()
}

function nothingMayBeUnclaimed(lab: Lab): void {
  for (const client of lab.clients) {
    const { unclaimed } = client
    must(unclaimed === '', () => ({
      reason: `${client.name} got ${unclaimed.length} octets more than the answers to what it sent`,
      expected: 'nothing more',
      actual: unclaimed.slice(0, 400),
    }))
  }
}

function nothingMayHappenTwice(calls: readonly Call[]): void {
  const seen = new Map<string, Call>()
  for (const call of calls) {
    if (IDEMPOTENT.has(call.method)) continue
    const first = seen.get(call.mark)
    if (first !== undefined && first.provenance !== call.provenance)
      throw new Failure({
        reason: `${call.method} ${call.mark} was sent twice: to ${first.connectionName} and to ${call.connectionName}`,
        expected: 'a request that is not idempotent reaches a backend at most once (RFC 9110 §9.2.2)',
        actual: 'it arrived twice',
      })
    seen.set(call.mark, call)
  }
}
