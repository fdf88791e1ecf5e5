// What the figures of a stage under load are worth, as a check among the others. Pure: measures nothing.
import type { CheckResult, LoadErrors, LoadResult, LoadRound } from '../result.ts'

export const LOAD_CHECK = 'load.small-page'

const POINTS = 2
/** Of the reference's requests per second: from here on all points, and none up to here; in between in proportion. */
const ENOUGH = 0.5
const TOO_LITTLE = 0.1

/** From 0 to 1. The reference is a teacher's JavaScript, which half as fast is no shame; a tenth of it means that something waits. */
export function toLoadScore(ratio: number): number {
  return Math.min(1, Math.max(0, (ratio - TOO_LITTLE) / (ENOUGH - TOO_LITTLE)))
}

type Found = Pick<CheckResult, 'verdict' | 'reason' | 'expected' | 'actual' | 'score' | 'warnings'>

/** @param repeat the command that measures it once more */
export function toLoadCheck(load: LoadResult, repeat: string): CheckResult {
  const found = judge(load)
  return {
    id: LOAD_CHECK,
    stage: load.stage,
    title: `Under the load of ${load.clients} clients nothing fails, and at least half as many requests are served as by the reference.`,
    level: 'must',
    maxScore: found.verdict === 'undecided' ? 0 : POINTS,
    durationMs: 0,
    why: 'Errors that come once in ten thousand requests are met by nobody who tests by hand, and by everybody who runs a site.',
    hint: 'Look at what the program does per request that it could do once: connections, buffers, timers, log lines.',
    spec: 'CONTRACT, stage 5; measured beside the reference, not by the clock',
    lesson: `stages/${LESSONS[load.stage] ?? ''}/README.md`,
    needs: [],
    repeat,
    byHand: `wrk -t1 -c${load.clients} -d5s --latency http://127.0.0.1:{port}/`,
    programOutput: '',
    evidence: [],
    ...found,
  }
}

function judge(load: LoadResult): Found {
  const nothing = { reason: null, expected: null, actual: null, score: 0, warnings: [] }
  const own = load.rounds.filter(({ of }) => of === 'subject')
  const errors = errorsOf(own)
  const rate = load.ratio === null ? '' : `${load.ratio.toFixed(2)} of the reference's requests per second`
  // A restless machine makes slow, not wrong; but where the others fail too, it is not the subject that is at fault.
  if (errors > 0 && errorsOf(load.rounds) === errors)
    return {
      ...nothing,
      verdict: 'failed',
      reason: `under load ${errors} requests failed: ${inWords(own.map(({ errorKinds }) => errorKinds))}`,
      expected: 'no error',
      actual: `${errors} errors in ${own.length} rounds${rate && `, at ${rate}`}`,
    }
  if (load.ratio === null)
    return { ...nothing, verdict: 'undecided', reason: `not scored: ${load.notScored ?? 'it was not measured'}` }
  const share = toLoadScore(load.ratio)
  if (share === 0)
    return {
      ...nothing,
      verdict: 'failed',
      reason: `it serves ${rate}`,
      expected: `more than ${TOO_LITTLE} of them; from ${ENOUGH} on all points`,
      actual: rate,
    }
  const score = Math.round(100 * share * POINTS) / 100
  const warnings = share < 1 ? [`${rate}: ${score} of ${POINTS} points; from ${ENOUGH} on all of them`] : []
  return { ...nothing, verdict: 'passed', score, warnings }
}

function errorsOf(rounds: readonly LoadRound[]): number {
  return rounds.reduce((sum, round) => sum + round.errors, 0)
}

function inWords(all: readonly LoadErrors[]): string {
  const sum = (kind: keyof LoadErrors) => all.reduce((total, errors) => total + errors[kind], 0)
  const kinds: [number, string][] = [
    [sum('connect'), 'connections refused'],
    [sum('cut'), 'connections cut'],
    [sum('timeout'), 'without an answer in time'],
    [sum('status'), 'with a status of error'],
    [sum('wrongAnswers'), 'nonces behind it not answered by themselves'],
  ]
  return kinds.flatMap(([count, what]) => (count > 0 ? [`${count} ${what}`] : [])).join(', ')
}

const LESSONS: Readonly<Partial<Record<LoadResult['stage'], string>>> = {
  3: '03-forward',
  4: '04-pipelining',
  5: '05-nonblocking',
  6: '06-request-id',
}
