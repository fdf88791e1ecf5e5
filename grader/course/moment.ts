// A moment as people write it in files: with its time zone, so that it is the same everywhere. Pure.
import { z } from 'zod'

export const MOMENT_WANTED = 'expected a moment with its time zone, such as 2026-10-25T23:59:00+02:00'

export const moment = z.iso.datetime({ offset: true, error: MOMENT_WANTED })

export function isMoment(text: string): boolean {
  return moment.safeParse(text).success
}
