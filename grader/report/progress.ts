// Knows how far a run is, in one line.

import { oneLine } from './printable.ts'

export interface Progress {
  readonly done: number
  readonly total: number
  readonly failed: number
  /** The checks that are being made. */
  readonly current: readonly string[]
  readonly elapsedMs: number
}

const BAR_WIDTH = 20

/** `[#####...............] 12/47, 1 failed, 0:41  pipelining.order`, never longer than `width`. */
export function progressLine({ done, total, failed, current, elapsedMs }: Progress, width: number): string {
  const share = total === 0 ? 0 : Math.min(1, done / total)
  const filled = Math.floor(share * BAR_WIDTH)
  const bar = `[${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}] `
  const figures = `${done}/${total}, ${failed} failed, ${clock(elapsedMs)}`
  const line = `${width >= 60 ? bar : ''}${figures}${current.length === 0 ? '' : `  ${oneLine(current.join(', '))}`}`
  return line.length <= width ? line : `${line.slice(0, Math.max(0, width - 1))}…`.slice(0, Math.max(0, width))
}

function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
