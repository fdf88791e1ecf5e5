// Knows how evidence is kept to a size that a screen or a page can bear. What is cut off is still counted.

import type { Evidence } from '../result.ts'

/** When the budget is spent, an event keeps this much: enough to recognise it. */
const SPENT_OCTETS = 100

/**
 * The same events with fewer bytes; their `byteCount` stays, so that it can be said how many are missing.
 * @param octets of one event at the most
 * @param budget octets of all events together, before they are kept to their first hundred
 */
export function clip(evidence: readonly Evidence[], octets: number, budget: number): Evidence[] {
  let left = budget
  return evidence.map(event => {
    // A remark is the lab's own sentence.
    if (event.kind === 'note') return event
    const bytes = event.bytes.slice(0, left > 0 ? octets : SPENT_OCTETS)
    left -= bytes.length
    return { ...event, bytes }
  })
}
