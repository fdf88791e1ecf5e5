import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createRecorder } from '../recorder.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hopwise-recorder-'))
})
afterEach(() => rm(folder, { recursive: true }))

test('what is written is in the file, in order, when it is closed', async () => {
  const file = join(folder, 'a.pcapng')
  const recorder = await createRecorder(file, () => {})
  for (let at = 0; at < 1000; at += 1) recorder.write(Buffer.from(`${at},`))
  expect(await recorder.close()).toEqual({ payloadBytes: 0, packets: 0, failure: undefined })
  expect(await readFile(file, 'latin1')).toBe(Array.from({ length: 1000 }, (_, at) => `${at},`).join(''))
})

test('what the disk does not take in time is counted instead of kept', async () => {
  const recorder = await createRecorder(join(folder, 'a.pcapng'), () => {})
  const megabyte = Buffer.alloc(1024 * 1024)
  // In one turn of the event loop: nothing can have been written.
  let packets = 0
  for (let at = 0; at < 100; at += 1) {
    recorder.roomFor(7)
    recorder.write(megabyte)
    packets += 1
  }
  const losses = await recorder.close()
  expect(losses.payloadBytes).toBe(7 * 84)
  expect(losses.packets).toBe(68)
  expect((await readFile(join(folder, 'a.pcapng'))).length).toBe((packets - losses.packets) * megabyte.length)
})

test.runIf(process.platform === 'linux')('a disk that is full is said at once, and ends the file', async () => {
  const said: string[] = []
  const recorder = await createRecorder('/dev/full', line => said.push(line))
  recorder.write(Buffer.from('a'))
  const losses = await recorder.close()
  recorder.write(Buffer.from('b'))
  expect(losses.failure).toBe('the disk is full')
  expect(said).toEqual(['/dev/full ends here: the disk is full; connections go on without it'])
})

test.each([
  ['missing/a.pcapng', 'there is no such folder'],
  ['.', 'it is a folder'],
])('%s is refused in one line', async (name, why) => {
  const file = join(folder, name)
  await expect(createRecorder(file, () => {})).rejects.toThrow(`--pcap ${file}: ${why}; name another file`)
})
