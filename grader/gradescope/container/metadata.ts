// submission_metadata.json, as far as it matters: when was it handed in, and when was it due? Both stay the same when the
// submission is graded again. Reads one file.
import { readFileSync } from 'node:fs'
import { z } from 'zod'

export interface Metadata {
  /** ms since 1970 in UTC. */
  readonly submittedMs: number | undefined
  readonly dueMs: number | undefined
}

const moment = z.iso.datetime({ offset: true })
const SHAPE = z.object({
  created_at: moment.optional(),
  assignment: z.object({ due_date: moment.nullish() }).optional(),
})

/** A file that is missing or of another shape says nothing: then nothing is late. */
export function readMetadata(file: string): Metadata {
  const { data } = SHAPE.safeParse(readJson(file))
  return { submittedMs: toMs(data?.created_at), dueMs: toMs(data?.assignment?.due_date) }
}

function toMs(text: string | null | undefined): number | undefined {
  return text == null ? undefined : Date.parse(text)
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}
