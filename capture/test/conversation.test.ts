import { expect, test } from 'vitest'
import { Conversation } from '../conversation.ts'

const PARTIES = {
  dialler: { address: '10.1.0.1', port: 40_000 },
  listener: { address: '10.2.0.1', port: 9000 },
  interface: 0,
  number: 1,
}
const AT = { atUs: 1 }

interface Seen {
  readonly from: number
  readonly flags: string
  readonly sequence: number
  readonly acknowledgment: number
  readonly window: number
  readonly payload: string
  readonly original: number
}

/** Relative to the first numbers, as Wireshark shows them. */
function packets(blocks: Buffer, dialler: number, listener: number): Seen[] {
  const seen: Seen[] = []
  for (let at = 0; at < blocks.length; at += blocks.readUInt32LE(at + 4)) {
    const length = blocks.readUInt32LE(at + 20)
    const tcp = blocks.subarray(at + 28 + 20, at + 28 + length)
    const from = tcp.readUInt16BE(0)
    const [own, far] = from === 40_000 ? [dialler, listener] : [listener, dialler]
    const bits = tcp[13] ?? 0
    seen.push({
      from,
      flags: ['F', 'S', 'R', 'P', 'A'].filter((_name, bit) => bits & (1 << bit)).join(''),
      sequence: tcp.readUInt32BE(4) - own,
      acknowledgment: tcp.readUInt32BE(8) - (bits & 16 ? far : 0),
      window: tcp.readUInt16BE(14),
      payload: tcp.subarray(((tcp[12] ?? 0) >> 4) * 4).toString('latin1'),
      original: blocks.readUInt32LE(at + 24),
    })
  }
  return seen
}

const told = (play: (conversation: Conversation) => Buffer[]) =>
  packets(Buffer.concat(play(new Conversation(PARTIES))), 1_000_003, 1_500_003)
const brief = (seen: readonly Seen[]) =>
  seen.map(({ from, flags, sequence, acknowledgment, payload }) => {
    return `${from === 9000 ? '<' : '>'} ${flags} ${sequence} ${acknowledgment}${payload === '' ? '' : ` ${payload}`}`
  })

test('a whole conversation: handshake, data, and an end from both sides', () => {
  const seen = told(all => [
    all.open(AT),
    all.data('dialler', Buffer.from('ask'), AT),
    all.data('listener', Buffer.from('answer'), AT),
    all.finish('listener', AT),
    all.finish('dialler', AT),
  ])
  expect(brief(seen)).toEqual([
    '> S 0 0',
    '< SA 0 1',
    '> A 1 1',
    '> PA 1 1 ask',
    '< A 1 4',
    '< PA 1 4 answer',
    '> A 4 7',
    '< FA 7 4',
    '> A 4 8',
    '> FA 4 8',
    '< A 8 5',
  ])
})

test('what was written at once stands in one segment as long as a packet can hold it', () => {
  const seen = told(all => [all.data('dialler', Buffer.alloc(150_000, 'x'), AT)])
  expect(seen.filter(({ payload }) => payload !== '').map(({ payload }) => payload.length)).toEqual([
    65_483, 65_483, 19_034,
  ])
})

test('octets that were not kept are counted: the numbers go on as if they stood there', () => {
  const seen = told(all => [
    all.data('dialler', Buffer.from('head'), AT, 1000),
    all.data('dialler', Buffer.from('next'), AT),
  ])
  expect(seen[0]).toMatchObject({ payload: 'head', original: 40 + 1000 })
  expect(seen[2]).toMatchObject({ payload: 'next', sequence: 1000 })
})

test('a dial that nobody took is answered by a reset', () => {
  expect(brief(told(all => [all.refuse(AT)]))).toEqual(['> S 0 0', '< RA 0 1'])
})

test('who reads no more announces a window of zero, also with what it sends itself, until it reads on', () => {
  const seen = told(all => [
    all.stopReading('dialler', AT),
    all.data('dialler', Buffer.from('more'), AT),
    all.readOn('dialler', AT),
  ])
  expect(seen.filter(({ from }) => from === 40_000).map(({ window }) => window)).toEqual([0, 0, 65_535])
})

test('a side ends once', () => {
  expect(told(all => [all.finish('dialler', AT), all.finish('dialler', AT)])).toHaveLength(2)
})

test('sequence numbers run over: they are modulo 2^32', () => {
  const all = new Conversation({ ...PARTIES, number: 4294 })
  const seen = packets(Buffer.concat([all.data('dialler', Buffer.from('a'), AT, 3_000_000)]), 0, 0)
  expect(seen.every(({ sequence }) => sequence < 2 ** 32)).toBe(true)
})
