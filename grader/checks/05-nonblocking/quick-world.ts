// Worlds with short deadlines, and what the end of one looks like to a client. Knows no check.
import type { Client } from '../../lab/client.ts'
import type { Lab } from '../../lab/lab.ts'
import type { Response } from '../../lab/response.ts'
import { NEVER_RESTS, type WorldOptions } from '../../lab/world-options.ts'
import { must, Undecided } from '../../verdict.ts'

export const QUICK_MS = 500

/** Clients have half a second for a request, and for a pause. */
export const QUICK_FOR_CLIENTS: WorldOptions = { timeouts: { request_ms: QUICK_MS, idle_ms: QUICK_MS } }

/** Backends have half a second to answer. Nobody rests: it is not health that is asked for. */
export const QUICK_FOR_BACKENDS: WorldOptions = {
  timeouts: { response_ms: QUICK_MS },
  health: NEVER_RESTS,
}

/** The client owes something that does not come: it is told so by the status of an error, or by a close. */
export async function mustBeLetGo(client: Client, what: string): Promise<void> {
  const response = await client.message('GET')
  must(response === undefined || response.status >= 400, () => ({
    reason: `${what} was answered`,
    expected: '408 and a close, or a close',
    actual: `${response?.status} ${response?.reason}`,
  }))
  await client.ended()
}

/** The backend owes something that does not come: the client is told so by the status of a gateway, if not by the `best`. */
export function mustBeLate(lab: Lab, response: Response, what: string, best = 504): void {
  must([502, 503, 504].includes(response.status), () => ({
    reason: `${what}, and the client was not told so`,
    expected: `${best} (502, 503 and 504 are accepted)`,
    actual: `${response.status} ${response.reason}`,
  }))
  if (response.status !== best) lab.warn(`${what}: ${response.status} says less than ${best}`)
}

/** A pause that must end before a limit does. Undecided where the lab itself came too late. */
export async function pauseWithin(lab: Lab, ms: number, limitMs: number): Promise<void> {
  const beganAt = performance.now()
  await lab.patience(ms)
  const tookMs = performance.now() - beganAt
  if (tookMs > (ms + limitMs) / 2)
    throw new Undecided(
      `the lab wanted to wait for ${ms} ms and waited for ${Math.round(tookMs)} ms: the machine is too busy`,
    )
}

/**
 * Makes an attempt that is a race against a deadline up to three times: on a busy machine the lab, or the program, may be the one
 * who is late. A program that is always too early loses each time.
 */
export async function oneOfThree(lab: Lab, attempt: () => Promise<void>): Promise<void> {
  for (let count = 1; ; count += 1)
    try {
      return await attempt()
    } catch (error) {
      if (count === 3) throw error
      // What still comes belongs to an attempt that does not count.
      for (const client of lab.clients) client.forget()
    }
}
