// EDGE: reads the clock. Waits until the backends of a VM answer, or its time is up.
import { setTimeout as pause } from 'node:timers/promises'
import { type Address, type BackendAnswer, probe } from './backend-probe.ts'
import { VmError } from './vm-error.ts'

export interface Waiting {
  /** Asked before each round: a guest gets its address while it boots. */
  readonly candidates: () => Promise<readonly Address[]>
  readonly limitMs: number
  /** So long after the first has answered the others are not waited for; undefined: all are wanted. */
  readonly graceMs: number | undefined
  readonly signal: AbortSignal | undefined
  readonly onRound: (answers: readonly BackendAnswer[], waitedMs: number) => void
}

const LOOK_AGAIN_MS = 2000

/** Resolves to the answers of the last round: all that were asked answered, or a time was up. */
export async function waitForBackends({
  candidates,
  limitMs,
  graceMs = Number.POSITIVE_INFINITY,
  signal,
  onRound,
}: Waiting): Promise<readonly BackendAnswer[]> {
  const begin = performance.now()
  let firstMs: number | undefined
  for (;;) {
    if (signal?.aborted)
      throw new VmError('stopped while it waited; the VM goes on, npm run vm status says how it stands')
    const answers = await Promise.all((await candidates()).map(address => probe(address)))
    const waitedMs = performance.now() - begin
    onRound(answers, waitedMs)
    if (answers.length > 0 && answers.every(({ answers }) => answers)) return answers
    if (answers.some(({ answers }) => answers)) firstMs ??= waitedMs
    if (waitedMs >= limitMs || (firstMs !== undefined && waitedMs - firstMs >= graceMs)) return answers
    await pause(LOOK_AGAIN_MS, undefined, signal === undefined ? {} : { signal }).catch(() => {})
  }
}
