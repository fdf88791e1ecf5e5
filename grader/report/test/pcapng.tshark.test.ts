import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { run, tshark } from '../../../capture/test/tshark.ts'
import type { Recorded, Recording, Verdict } from '../../result.ts'
import { type CapturedCheck, toPcapng } from '../pcapng.ts'
import { streamsOf } from '../pcapng-streams.ts'

const folder = mkdtempSync(join(tmpdir(), 'hopwise-random-'))
afterAll(() => rmSync(folder, { recursive: true }))

const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.string({ unit: 'grapheme', maxLength: 60 }))
/** Octets: one character each. */
const octets = fc.uint8Array({ maxLength: 3000 }).map(bytes => Buffer.from(bytes).toString('latin1'))
const port = fc.option(fc.integer({ min: 0, max: 65_535 }))
const side = fc.oneof(
  fc.integer({ min: 0, max: 70_000 }).map(number => `client ${number}`),
  fc.constantFrom('client 1', 'client 2', 'backend 1', 'proxy', 'lab'),
  anyText,
)
const connection = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('client 1', 'client 2', 'backend 1 connection 1', 'backend 2 connection 3') },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 70_000 }).map(number => `client ${number}`) },
  { weight: 1, arbitrary: anyText },
)
const event: fc.Arbitrary<Recorded> = fc
  .record({
    atMs: fc.double({ min: 0, max: 1e7, noNaN: true }),
    from: side,
    to: side,
    connection,
    kind: fc.constantFrom('open', 'bytes', 'bytes', 'bytes', 'fin', 'reset', 'refused', 'note', 'pause', 'resume'),
    bytes: octets,
    more: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 200_000 })),
    fromPort: port,
    toPort: port,
  })
  .map(({ more, ...rest }) => ({ ...rest, byteCount: rest.kind === 'bytes' ? rest.bytes.length + more : 0 }))
const recording: fc.Arbitrary<Recording> = fc.record({
  beganAtMs: fc.double({ min: 0, max: 4e12, noNaN: true }),
  events: fc.array(event, { maxLength: 40 }),
  lostEvents: fc.nat(),
})
const check: fc.Arbitrary<CapturedCheck> = fc.record({
  id: anyText,
  stage: fc.constantFrom(1, 2, 3, 4, 5, 6),
  title: anyText,
  verdict: fc.constantFrom<Verdict>('passed', 'failed', 'undecided'),
  reason: fc.option(anyText),
  expected: fc.option(fc.string({ unit: 'binary', maxLength: 20_000 })),
  actual: fc.option(anyText),
  spec: anyText,
  repeat: anyText,
})

test('whatever was recorded, tshark reads the file to its end, and holds the display filter for one', () => {
  // Starting tshark takes longer than reading: many files are read in one go.
  const batch = fc.array(fc.tuple(check, recording), { minLength: 40, maxLength: 40, size: 'max' })
  fc.assert(
    fc.property(batch, cases => {
      const files = cases.map(([asked, recorded], at) => {
        const { bytes, filter } = toPcapng(asked, recorded)
        const file = join(folder, `${at}.pcapng`)
        writeFileSync(file, bytes)
        return { file, filter, packets: packetsIn(bytes), data: dataIn(recorded) }
      })
      const names = files.map(({ file }) => file)
      // Each on its own; then all of them through the dissectors.
      const counted = run('capinfos', ['-T', '-r', '-c', ...names])
        .trim()
        .split('\n')
      expect(counted.map(line => Number(line.split('\t')[1]))).toEqual(files.map(({ packets }) => packets))
      const all = join(folder, 'all.pcapng')
      run('mergecap', ['-a', '-w', all, ...names])
      const lengths = tshark(all, '-T', 'fields', '-e', 'tcp.len')
        .trim()
        .split('\n')
        .filter(line => line !== '')
      expect(lengths.length).toBe(files.reduce((sum, { packets }) => sum + packets, 0))
      expect(lengths.reduce((sum, line) => sum + Number(line), 0)).toBe(files.reduce((sum, { data }) => sum + data, 0))
      const filters = new Set(files.map(({ filter }) => filter))
      for (const filter of filters) tshark(names[0] ?? '', '-Y', filter)
    }),
    { numRuns: 6, endOnFailure: true },
  )
})

/** Enhanced Packet Blocks, by the lengths of the blocks alone. */
function packetsIn(file: Buffer): number {
  let packets = 0
  let at = 0
  for (; at < file.length; at += file.readUInt32LE(at + 4)) {
    expect(file.readUInt32LE(at + file.readUInt32LE(at + 4) - 4)).toBe(file.readUInt32LE(at + 4))
    if (file.readUInt32LE(at) === 6) packets += 1
  }
  expect(at).toBe(file.length)
  return packets
}

/** Octets of payload, on connections whose names say who they are. */
function dataIn({ events }: Recording): number {
  const streams = streamsOf(events)
  return events.reduce((sum, { kind, byteCount }, at) => sum + (kind === 'bytes' && streams[at] ? byteCount : 0), 0)
}
