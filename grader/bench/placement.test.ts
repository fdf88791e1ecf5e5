import { expect, test } from 'vitest'
import { parseCoreList, placeOn, unpinned } from './placement.ts'

test('the first core is the proxy’s, the others are for the load', () => {
  expect(placeOn(parseCoreList('0-2,5'))).toEqual({ proxy: '0', load: '1,2,5' })
})

test('one core, or none known, is shared without pinning', () => {
  expect(placeOn(parseCoreList('3'))).toEqual(unpinned)
  expect(placeOn([])).toEqual(unpinned)
})

test('with several workers the proxy has as many cores, unless none is left for the load', () => {
  expect(placeOn([0, 1, 2], 2)).toEqual({ proxy: '0,1', load: '2' })
  expect(placeOn([0, 1], 2)).toEqual(unpinned)
})
