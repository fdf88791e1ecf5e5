// How the stages stood when `npm run check` last looked at them: what it left in .hopwise/last-check.json. That file's shape
// is all that is shared with whoever writes it (grader/student/last-check.ts). A file that is missing, broken or of another
// shape says nothing, and then nothing was checked yet.
import { z } from 'zod'

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

const count = z.int().min(0)
const standing = z.object({
  passed: count,
  failed: count,
  skipped: count,
  undecided: count,
  at: z.iso.datetime(),
})
const LastCheck = z.object({
  schema: z.literal('hopwise-last-check/1'),
  stages: z.record(z.string(), z.unknown()),
})

/** By the number of the stage. `text` is the file's, undefined where there is none. */
export function readStandings(text: string | undefined): ReadonlyMap<number, Standing> {
  const file = LastCheck.safeParse(parse(text))
  const stages = file.success ? Object.entries(file.data.stages) : []
  return new Map(
    stages.flatMap(([number, said]) => {
      const { success, data } = standing.safeParse(said)
      return success ? [[Number(number), data] as const] : []
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
