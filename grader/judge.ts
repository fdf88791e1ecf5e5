// Makes one check in one world and turns what it did into a verdict. EDGE: reads the clock.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import type { Check } from './check.ts'
import { closeCheck } from './lab/closing.ts'
import { Lab } from './lab/lab.ts'
import { within } from './lab/patience.ts'
import { Random } from './lab/random.ts'
import type { World } from './lab/world.ts'
import type { Evidence, Recording, Verdict } from './result.ts'
import { Failure, todoIn, toMachineFault, Undecided } from './verdict.ts'

const DEFAULT_CAP_MS = 20_000
// When the lab itself stood still for so long, what looks like a slow program may have been a slow lab.
const LAB_STOOD_STILL_MS = 1000
// And where the program's conf has deadlines as short, for such a part of the shortest.
const PART_OF_DEADLINE = 0.6

// A program that throws is gone by then, and what it printed has come.
const LAST_WORDS_MS = 50

export interface Judgement {
  readonly verdict: Exclude<Verdict, 'skipped'>
  /** The lab could not tell this time, because it was too slow or something was not to be had: worth another attempt. */
  readonly isWorthAnother: boolean
  readonly durationMs: number
  readonly reason: string | null
  readonly expected: string | null
  readonly actual: string | null
  readonly warnings: readonly string[]
  readonly evidence: readonly Evidence[]
  readonly programOutput: string
  /** Whatever the verdict: for a capture. */
  readonly recording: Recording
}

type Finding = Pick<Judgement, 'verdict' | 'isWorthAnother' | 'reason' | 'expected' | 'actual'>

const PASSED: Finding = { verdict: 'passed', isWorthAnother: false, reason: null, expected: null, actual: null }

export async function judge(check: Check, world: World, seed: number): Promise<Judgement> {
  world.timeline.restart()
  world.switchboard.clear()
  const lab = new Lab(world, new Random(seed, `${check.id} ${world.stage}`))
  const lag = monitorEventLoopDelay({ resolution: 20 })
  lag.enable()
  const startedAt = performance.now()
  const found = await play(check, lab).then(
    () => PASSED,
    error => toFinding(error, world, lag.max / 1e6),
  )
  lag.disable()
  const finding = await asUnfinished(found, world)
  const isProof = finding.verdict !== 'passed'
  const judgement = {
    ...finding,
    durationMs: Math.round(performance.now() - startedAt),
    warnings: lab.warnings,
    evidence: isProof ? world.timeline.evidence() : [],
    programOutput: isProof ? world.program.output.lastWords(40) : '',
    recording: world.timeline.recording(),
  }
  lab.end()
  return judgement
}

async function play(check: Check, lab: Lab): Promise<void> {
  await within(check.run(lab), 'the check ends', () => 'something in it still waits', check.capMs ?? DEFAULT_CAP_MS)
  await closeCheck(lab)
}

function toFinding(error: unknown, world: World, stoodStillMs: number): Finding {
  const undecided = (reason: string, isWorthAnother: boolean): Finding => {
    return { ...PASSED, verdict: 'undecided', isWorthAnother, reason }
  }
  if (error instanceof Undecided) return undecided(error.message, true)
  const ofMachine = toMachineFault(error)
  if (ofMachine !== undefined) return undecided(ofMachine.message, true)
  if (!(error instanceof Failure))
    return undecided(
      `the check itself broke: ${error instanceof Error ? (error.stack ?? error.message) : error}`,
      false,
    )
  if (stoodStillMs >= mostStillMs(world))
    return undecided(
      `the lab itself stood still for ${Math.round(stoodStillMs)} ms, so that this may be the machine's fault: ${error.message}`,
      true,
    )
  // Whatever the check saw of it: this is why.
  const { breach } = world.program
  if (breach !== null)
    return {
      ...PASSED,
      verdict: 'failed',
      reason: `the program ${breach}`,
      actual: `what the check saw of it: ${error.message}`,
    }
  // A backend that could not read its request stays silent. Whoever then waits in vain has not found the reason.
  const { complaints } = world.switchboard
  const {
    message: reason,
    expected = null,
    actual = null,
  } = complaints.length > 0 ? world.switchboard.complaintAsFailure() : error
  return { verdict: 'failed', isWorthAnother: false, reason, expected, actual }
}

/**
 * Of a failure of a program that says itself what is still to be written, that is the reason, and what came of it is what arrived.
 * What a program prints never makes the verdict.
 */
async function asUnfinished(finding: Finding, { program }: World): Promise<Finding> {
  if (finding.verdict !== 'failed') return finding
  // A client may see its connection end before we have been told that the program has, and before its last words are read.
  await Promise.race([program.exited, pause(LAST_WORDS_MS, undefined, { ref: false })])
  if (program.hasExited) await program.output.settled()
  const todo = todoIn(program.output.lastWords(40))
  return todo === undefined ? finding : { ...finding, reason: todo, actual: finding.actual ?? finding.reason }
}

function mostStillMs({ options }: World): number {
  return Math.min(LAB_STOOD_STILL_MS, ...Object.values(options.timeouts ?? {}).map(ms => ms * PART_OF_DEADLINE))
}
