// What the instructor chose when the autograder was packaged, as a file in its archive. Knows its shape. Reads one file.
import { readFileSync } from 'node:fs'
import * as v from 'valibot'
import type { StageNumber } from '../result.ts'
import { integer, strictObject } from '../shape.ts'

export const SETTINGS_FILE = 'autograder.json'
export const COURSE_FILE = 'course.json'

export interface AutograderSettings {
  readonly stages: readonly StageNumber[]
  /** The same for all submissions, and not known to who hands in: the published checks with other values. */
  readonly seed: number
}

const SHAPE = strictObject({
  stages: v.pipe(v.array(v.picklist([1, 2, 3, 4, 5, 6])), v.minLength(1)),
  seed: integer(0),
})

/** Throws what a file has that nobody has changed since it was packaged: nothing. */
export function readAutograderSettings(file: string): AutograderSettings {
  return v.parse(SHAPE, JSON.parse(readFileSync(file, 'utf8')))
}

export function toSettingsFile(settings: AutograderSettings): string {
  return `${JSON.stringify(settings, null, 2)}\n`
}
