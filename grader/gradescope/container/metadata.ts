// submission_metadata.json, as far as it matters: when was it handed in, and when was it due? Both stay the same when the
// submission is graded again. Reads one file.
import { readFileSync } from 'node:fs'
import * as v from 'valibot'
import { moment } from '../../course/moment.ts'
import { anyObject } from '../../shape.ts'

export interface Metadata {
  /** ms since 1970 in UTC. */
  readonly submittedMs: number | undefined
  readonly dueMs: number | undefined
}

const ASSIGNMENT = v.pipe(anyObject, v.object({ due_date: v.nullish(moment) }))
const SHAPE = v.pipe(anyObject, v.object({ created_at: v.optional(moment), assignment: v.optional(ASSIGNMENT) }))

/** A file that is missing or of another shape says nothing: then nothing is late. */
export function readMetadata(file: string): Metadata {
  const { success, output } = v.safeParse(SHAPE, readJson(file))
  if (!success) return { submittedMs: undefined, dueMs: undefined }
  return { submittedMs: toMs(output.created_at), dueMs: toMs(output.assignment?.due_date) }
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
