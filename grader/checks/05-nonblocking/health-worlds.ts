// Worlds whose backends may rest, and clients who ask in the meantime. Knows no check.
import { mustAnswer } from '../../lab/exchange.ts'
import type { Lab } from '../../lab/lab.ts'
import type { WorldOptions } from '../../lab/world-options.ts'

export const SPEC =
  'CONTRACT, stage 5: a backend that fails fail_after times in a row rests rest_ms, then is tried again'
/** So short a rest that to wait for its end takes no time. */
export const NAPS: WorldOptions = { own: true, health: { fail_after: 2, rest_ms: 300 } }
/** So long a rest that it lasts for all of the check. */
export const SLEEPS: WorldOptions = { own: true, health: { fail_after: 2, rest_ms: 60_000 } }

/** How a client is told that nobody is well. */
export const TOLD = [502, 503, 504]

/** Each on a connection of its own, six at a time; each must get its answer. */
export async function getMany(lab: Lab, count: number): Promise<void> {
  for (let left = count; left > 0; left -= 6)
    await Promise.all(
      Array.from({ length: Math.min(6, left) }, async () => {
        const request = lab.request()
        const client = await lab.client()
        client.send(request)
        mustAnswer(await client.response(), request, client.name)
        client.close()
      }),
    )
}
