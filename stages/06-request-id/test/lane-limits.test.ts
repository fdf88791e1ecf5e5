// How many lanes are dialled for those who wait, by what there is already.

import { expect, test } from 'vitest'
import { usefulDials } from '../lane-limits.ts'

const NONE = { most: 512, count: 0, dialling: 0, alone: 0, toShare: 0, toBeAlone: 0 }

test.each([
  ['as many as wait, up to the usual ones, where nothing is known', 'unknown', { toBeAlone: 67 }, 7],
  ['no more of them while those are dialled', 'unknown', { count: 7, dialling: 7, toBeAlone: 67 }, 0],
  ['only those that are shared, for who may share', 'yes', { toShare: 67 }, 5],
  ['two for who must be alone, where others share', 'yes', { toBeAlone: 67 }, 2],
  ['what the worked example says', 'yes', { count: 5, dialling: 1, alone: 1, toShare: 6, toBeAlone: 4 }, 3],
  ['one beyond the usual ones, for who must be alone', 'yes', { count: 7, toShare: 6, toBeAlone: 4 }, 1],
  ['one for each, where nothing is shared', 'no', { count: 100, alone: 100, toBeAlone: 67 }, 67],
  ['no more than it is good for', 'no', { most: 16, count: 10, alone: 10, toBeAlone: 67 }, 6],
  ['no more than there may be at all', 'no', { count: 500, alone: 500, toBeAlone: 67 }, 12],
] as const)('%s', (_what, sharing, numbers, dials) => {
  expect(usefulDials({ sharing, ...NONE, ...numbers })).toBe(dials)
})
