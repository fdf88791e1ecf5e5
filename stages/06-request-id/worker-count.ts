// How many processes --workers asks for. One is the program by itself, without anybody above it.

import { Refusal } from '../01-echo/refusal.ts'

export const WORKERS_FLAG = { workers: { type: 'string', default: '1' } } as const

/** Beyond the cores of any machine that this runs on; each costs about 70 MB. */
const MAX_WORKERS = 64

/** @throws Refusal for anything but a number from 1 to 64 */
export function readWorkerCount(text: string | boolean | undefined): number {
  const count = Number(text)
  if (!/^[1-9]\d?$/.test(String(text)) || count > MAX_WORKERS) {
    throw new Refusal(`--workers ${text}: not a number of processes; use 1 to ${MAX_WORKERS}`)
  }
  return count
}
