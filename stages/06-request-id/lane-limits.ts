// How many lanes to one backend there may be, and how many are dialled for those who wait. Numbers in, a number out.

import { SHARED_LANES } from './lane-choice.ts'

/** Lanes at all. Where a backend does not echo each exchange needs one; nginx has 512 connections by default. */
export const MAX_LANES = 512
/** Lanes to a backend that echoes, or may yet turn out to, as long as nothing is slow. */
export const USUAL_LANES = 7
/** Nobody gets one beyond these without having waited: three such backends stay within 24. */
export const ENOUGH_LANES = USUAL_LANES + 1
/** Lanes on which exchanges are alone, where others are shared or may yet be. */
const ALONE_LIMIT = { yes: USUAL_LANES - SHARED_LANES, unknown: USUAL_LANES }

export interface LanesAndWaiting {
  readonly sharing: 'unknown' | 'yes' | 'no'
  /** Lanes that there may be where none is shared. */
  readonly most: number
  /** Lanes in any state, those that are being dialled among them. */
  readonly count: number
  readonly dialling: number
  /** Lanes on which an exchange is alone. */
  readonly alone: number
  /** Exchanges that wait for a lane that they may share, and for one that they need for themselves. */
  readonly toShare: number
  readonly toBeAlone: number
}

/**
 * How many more lanes are of use to those who wait. A lane that is being dialled is nobody's yet: it is room for one of them, and one
 * dial less.
 *
 * Say lanes are shared and there are 5: one is being dialled, and on one of the others an exchange is alone. 6 wait to share and 4 to
 * be alone. To share, 7 - 5 + 1 = 3 lanes are of use: the usual ones, and not 5 again. To be alone there is room for 8 - 5 + 1 = 4,
 * but only 2 may be at once and 1 is: so 1. That makes 3 + 1, one of which is being dialled already: 3 dials, and then there are 8.
 */
export function usefulDials({ sharing, most, count, dialling, alone, toShare, toBeAlone }: LanesAndWaiting): number {
  const forSharing = Math.min(toShare, SHARED_LANES, USUAL_LANES - count + dialling)
  const room = (sharing === 'no' ? most : ENOUGH_LANES) - count + dialling
  const forAlone = Math.min(toBeAlone, (sharing === 'no' ? most : ALONE_LIMIT[sharing]) - alone, room)
  const useful = Math.max(0, forSharing) + Math.max(0, forAlone) - dialling
  return Math.max(0, Math.min(useful, MAX_LANES - count))
}
