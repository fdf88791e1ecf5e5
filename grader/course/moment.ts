// A moment as people write it in files: with its time zone, so that it is the same everywhere. Pure.
import { z } from 'zod'

export const MOMENT_WANTED = 'expected a moment with its time zone, such as 2026-10-25T23:59:00+02:00'

export const moment = z.iso.datetime({ offset: true, error: MOMENT_WANTED })

export function isMoment(text: string): boolean {
  return moment.safeParse(text).success
}

/**
 * GitHub Classroom's `submission_timestamp`: its API says `2026-10-25T21:59:00Z`, its list of grades `2026-10-25 21:59:00 UTC`.
 * How it writes them is documented nowhere, so what is neither is undefined rather than a fault of the roster.
 */
export function ofClassroom(text: string): string | undefined {
  const iso = text.replace(/^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}) UTC$/, '$1T$2Z')
  return isMoment(iso) ? iso : undefined
}
