// A moment as people write it in files: with its time zone, so that it is the same everywhere. Pure.
import * as v from 'valibot'

export const MOMENT_WANTED = 'expected a moment with its time zone, such as 2026-10-25T23:59:00+02:00'

const SHAPE = /^(\d{4}-\d{2}-\d{2})T(?:[01]\d|2[0-3])(?::[0-5]\d){2}(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/

export const moment = v.pipe(v.string(MOMENT_WANTED), v.check(isMoment, MOMENT_WANTED))

export function isMoment(text: string): boolean {
  const [, day] = SHAPE.exec(text) ?? []
  return day !== undefined && isDay(day)
}

/** Date takes the 30th of February for the 2nd of March. */
function isDay(text: string): boolean {
  const date = new Date(text)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

/**
 * GitHub Classroom's `submission_timestamp`: its API says `2026-10-25T21:59:00Z`, its list of grades `2026-10-25 21:59:00 UTC`.
 * How it writes them is documented nowhere, so what is neither is undefined rather than a fault of the roster.
 */
export function ofClassroom(text: string): string | undefined {
  const iso = text.replace(/^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}) UTC$/, '$1T$2Z')
  return isMoment(iso) ? iso : undefined
}
