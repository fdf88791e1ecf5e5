import { expect, test } from 'vitest'
import { isFaultOfMachine } from './machine-fault.ts'

test.each(['ENOSPC', 'EMFILE'])('%s is the fault of the machine', code => {
  expect(isFaultOfMachine(Object.assign(new Error(code), { code }))).toBe(true)
})

test.each(['EACCES', 'ERR_FS_CP_FIFO_PIPE'])('%s may be the fault of who is graded', code => {
  expect(isFaultOfMachine(Object.assign(new Error(code), { code }))).toBe(false)
})
