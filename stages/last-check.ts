// How the stages stood when `npm run check` last looked at them: what it left in .hopwise/last-check.json. That file's shape
// is all that is shared with whoever writes it (grader/student/last-check.ts). A file that is missing, broken or of another
// shape says nothing, and then nothing was checked yet.
import * as v from 'valibot'

export interface Standing {
  readonly passed: number
  readonly failed: number
  /** What they need was not there. */
  readonly skipped: number
  /** They could not be judged. */
  readonly undecided: number
  /** When the check began: ISO 8601. */
  readonly at: string
}

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const standing = v.object({
  passed: count,
  failed: count,
  skipped: count,
  undecided: count,
  at: v.pipe(v.string(), v.isoTimestamp(), v.regex(/T.*Z$/)),
})
const LastCheck = v.object({
  schema: v.literal('hopwise-last-check/1'),
  // Without that a list would be stages by the numbers of its elements.
  stages: v.pipe(
    v.custom<object>(value => !Array.isArray(value)),
    v.record(v.string(), v.unknown()),
  ),
})

/** By the number of the stage. `text` is the file's, undefined where there is none. */
export function readStandings(text: string | undefined): ReadonlyMap<number, Standing> {
  const file = v.safeParse(LastCheck, parse(text))
  const stages = file.success ? Object.entries(file.output.stages) : []
  return new Map(
    stages.flatMap(([number, said]) => {
      const { success, output } = v.safeParse(standing, said)
      return success ? [[Number(number), output] as const] : []
    }),
  )
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}
