import { Writable } from 'node:stream'
import { expect, test, vi } from 'vitest'
import { StandardOutput } from '../standard-output.ts'

/** A pipe whose reader reads only when the test says so. */
function unreadPipe() {
  const taken: string[] = []
  let read: (() => void) | undefined
  const pipe = new Writable({
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      taken.push(chunk)
      read = done
    },
  })
  return {
    pipe,
    taken,
    /** Takes all that waits. */
    readOn: async () => {
      for (let done = read; done !== undefined; done = read) {
        read = undefined
        done()
        await new Promise(process.nextTick)
      }
      // `drain` is told in a later tick.
      await new Promise(setImmediate)
    },
  }
}

const MEBIBYTE = `${'x'.repeat(1024 * 1024 - 1)}\n`

test('what does not fit while nobody reads is dropped and counted, and behind it the log goes on', async () => {
  const said: string[] = []
  const { pipe, taken, readOn } = unreadPipe()
  const { write } = new StandardOutput(pipe, line => said.push(line))
  for (let count = 0; count < 100; count += 1) write(MEBIBYTE)
  expect(pipe.writableLength).toBe(16 * MEBIBYTE.length)
  write('one\ntwo\n')
  expect(said).toEqual(['standard output is not read: what does not fit is missing in the access log'])
  await readOn()
  write('three\n')
  await readOn()
  expect(taken).toHaveLength(17)
  expect(taken.at(-1)).toBe('three\n')
  expect(said.slice(1)).toEqual(['standard output is read again: 86 lines of the access log are missing'])
})

test('a reader that has gone is told once, and nothing is written any more', async () => {
  const said: string[] = []
  const { pipe, taken } = unreadPipe()
  const { write } = new StandardOutput(pipe, line => said.push(line))
  pipe.destroy(new Error('EPIPE'))
  await new Promise(setImmediate)
  write('one\n')
  expect([said, taken]).toEqual([['standard output is gone (EPIPE): the access log ends here'], []])
})

test('at the end what waits is given to a reader that takes it', async () => {
  const { pipe, taken, readOn } = unreadPipe()
  const output = new StandardOutput(pipe)
  output.write('one\n')
  output.write('two\n')
  const end = output.taken().then(() => [...taken])
  await readOn()
  expect(await end).toEqual(['one\n', 'two\n', ''])
})

test('at the end nobody waits for a reader that takes nothing', async () => {
  vi.useFakeTimers()
  const output = new StandardOutput(unreadPipe().pipe)
  output.write('one\n')
  const end = output.taken()
  vi.advanceTimersByTime(400)
  await end
  vi.useRealTimers()
})
