// What the ladder says below the staircase: how the stages stood in the last check. Pure.
import type { ChalkInstance } from 'chalk'
import type { Stage } from './ladder.ts'
import type { Standing } from './last-check.ts'

export interface LastCheck {
  readonly standings: ReadonlyMap<number, Standing>
  /** How long ago a moment was, given in ISO 8601. */
  readonly msSince: (at: string) => number
}

/** A line for each stage that was checked; none where nothing was. */
export function standingLines(
  stages: readonly Stage[],
  { standings, msSince }: LastCheck,
  paint: ChalkInstance,
): string[] {
  return stages.flatMap(({ number, title }) => {
    const standing = standings.get(number)
    if (standing === undefined) return []
    const [symbol, colour] = look(standing, paint)
    const words = inWords(standing)
    return [
      `  ${paint.cyan(number)}  ${title.padEnd(15)}${colour(`${symbol} ${words}`)}  ${paint.dim(age(msSince(standing.at)))}`,
    ]
  })
}

function look({ failed, skipped, undecided }: Standing, paint: ChalkInstance) {
  if (failed + skipped > 0) return ['✗', paint.red] as const
  return undecided > 0 ? (['?', paint.yellow] as const) : (['✓', paint.green] as const)
}

function inWords({ passed, failed, skipped, undecided }: Standing): string {
  const others = [
    [failed, 'failed'],
    [skipped, 'skipped'],
    [undecided, 'undecided'],
  ] as const
  const found = others.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`)
  return [`${passed} of ${passed + failed + skipped + undecided} passed`, ...found].join(', ')
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** `just now`, `1 minute ago`, `3 hours ago`, `12 days ago`. */
function age(ms: number): string {
  if (ms < MINUTE_MS) return 'just now'
  if (ms < HOUR_MS) return ago(ms / MINUTE_MS, 'minute')
  return ms < DAY_MS ? ago(ms / HOUR_MS, 'hour') : ago(ms / DAY_MS, 'day')
}

function ago(time: number, unit: string): string {
  const count = Math.floor(time)
  return `${count} ${unit}${count === 1 ? '' : 's'} ago`
}
