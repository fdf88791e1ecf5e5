// Makes one check in one world and turns what it did into a verdict. EDGE: reads the clock.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Check } from './check.ts'
import { closeCheck } from './lab/closing.ts'
import { Lab } from './lab/lab.ts'
import { within } from './lab/patience.ts'
import { Random } from './lab/random.ts'
import type { World } from './lab/world.ts'
import type { Evidence, Verdict } from './result.ts'
import { Failure, Undecided } from './verdict.ts'

const DEFAULT_CAP_MS = 20_000
// When the lab itself stood still for so long, what looks like a slow program may have been a slow lab.
const LAB_STOOD_STILL_MS = 1000
// And where the program's conf has deadlines as short, for such a part of the shortest.
const PART_OF_DEADLINE = 0.6

export interface Judgement {
  readonly verdict: Exclude<Verdict, 'skipped'>
  readonly durationMs: number
  readonly reason: string | null
  readonly expected: string | null
  readonly actual: string | null
  readonly warnings: readonly string[]
  readonly evidence: readonly Evidence[]
  readonly programOutput: string
}

export async function judge(check: Check, world: World, seed: number): Promise<Judgement> {
  world.timeline.restart()
  world.switchboard.clear()
  const lab = new Lab(world, new Random(seed, `${check.id} ${world.stage}`))
  const lag = monitorEventLoopDelay({ resolution: 20 })
  lag.enable()
  const startedAt = performance.now()
  const toJudgement = (verdict: Judgement['verdict'], found: Partial<Judgement>): Judgement => ({
    verdict,
    durationMs: Math.round(performance.now() - startedAt),
    reason: null,
    expected: null,
    actual: null,
    warnings: lab.warnings,
    evidence: [],
    programOutput: '',
    ...found,
  })
  try {
    await within(check.run(lab), 'the check ends', () => 'something in it still waits', check.capMs ?? DEFAULT_CAP_MS)
    await closeCheck(lab)
    return toJudgement('passed', {})
  } catch (error) {
    const evidence = world.timeline.evidence()
    const programOutput = world.program.output.lastWords(40)
    const stoodStillMs = lag.max / 1e6
    if (error instanceof Undecided) return toJudgement('undecided', { reason: error.message, evidence, programOutput })
    if (error instanceof Failure && stoodStillMs < mostStillMs(world)) {
      const { message: reason, expected = null, actual = null } = error
      return toJudgement('failed', { reason, expected, actual, evidence, programOutput })
    }
    const reason =
      error instanceof Failure
        ? `the lab itself stood still for ${Math.round(stoodStillMs)} ms, so that this may be the machine's fault: ${error.message}`
        : `the check itself broke: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
    return toJudgement('undecided', { reason, evidence, programOutput })
  } finally {
    lag.disable()
    lab.end()
  }
}

function mostStillMs({ options }: World): number {
  return Math.min(LAB_STOOD_STILL_MS, ...Object.values(options.timeouts ?? {}).map(ms => ms * PART_OF_DEADLINE))
}
