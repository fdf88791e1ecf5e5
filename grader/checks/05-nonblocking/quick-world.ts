// Worlds with short deadlines, and what the end of one looks like to a client. Knows no check.
import type { Client } from '../../lab/client.ts'
import type { Lab } from '../../lab/lab.ts'
import type { Response } from '../../lab/response.ts'
import type { WorldOptions } from '../../lab/world-options.ts'
import { must, Undecided } from '../../verdict.ts'

export const QUICK_MS = 500

/** All deadlines are half a second. Nobody rests: it is not health that is asked for. */
export const QUICK: WorldOptions = {
  timeouts: { connect_ms: QUICK_MS, request_ms: QUICK_MS, response_ms: QUICK_MS, idle_ms: QUICK_MS },
  health: { fail_after: 1000, rest_ms: 100 },
}

/** The client owes something that does not come: it is told so by 4xx, or by a close. */
export async function mustBeLetGo(client: Client, what: string): Promise<void> {
  const response = await client.message('GET')
  must(response === undefined || (response.status >= 400 && response.status < 500), () => ({
    reason: `${what} was answered`,
    expected: '408 and a close, or a close',
    actual: `${response?.status} ${response?.reason}`,
  }))
  await client.ended()
}

/** The backend owes something that does not come: 504, or another status by which a gateway says so. */
export function mustBeLate(lab: Lab, response: Response, what: string): void {
  must([502, 503, 504].includes(response.status), () => ({
    reason: `${what}, and the client was not told so`,
    expected: '504 (502 and 503 are accepted)',
    actual: `${response.status} ${response.reason}`,
  }))
  if (response.status !== 504) lab.warn(`${what}: ${response.status} says less than 504`)
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
