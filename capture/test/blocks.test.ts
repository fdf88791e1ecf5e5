import { expect, test } from 'vitest'
import { commentOption, toBlock, toText } from '../block.ts'
import { toName } from '../cast.ts'
import { sumWords, toChecksum } from '../checksum.ts'
import { toPacketBlock } from '../packet-block.ts'
import { toInterface, toNames, toSectionHeader } from '../section.ts'

const hex = (bytes: Buffer) => bytes.toString('hex')

test('a block says its length at both ends, and is aligned to 32 bits', () => {
  expect(hex(toBlock(6, [Buffer.from('abcde')]))).toBe(`06000000${'14000000'}6162636465000000${'14000000'}`)
})

test('options are aligned one by one, and their list is closed', () => {
  expect(hex(toBlock(1, [], [commentOption('hi')]))).toBe(
    `01000000${'18000000'}${'01000200'}68690000${'00000000'}${'18000000'}`,
  )
})

test('without an option there is no list to close', () => {
  expect(toBlock(6, [Buffer.alloc(4)], [])).toHaveLength(16)
})

test('the section header is what every reader looks for: the magic, version 1.0, a length that is not known', () => {
  const header = toSectionHeader({ application: 'a', comment: 'c' })
  expect(hex(header.subarray(0, 4))).toBe('0a0d0d0a')
  expect(hex(header.subarray(8, 24))).toBe('4d3c2b1a01000000ffffffffffffffff')
})

test('an interface has packets that begin with an IP header, stamped in microseconds', () => {
  const block = toInterface({ name: 'clients', description: '' })
  expect(block.readUInt16LE(8)).toBe(101)
  expect(hex(block)).toContain('0900010006000000')
})

test('a name stands behind its address and ends with a zero', () => {
  expect(hex(toNames([{ address: '10.3.0.2', name: 'b' }]))).toBe(
    `04000000${'1c000000'}${'01000600'}0a030002${'6200'}0000${'00000000'}${'1c000000'}`,
  )
})

test('the time stands as two words, the upper one first', () => {
  const atUs = 1_700_000_000_123_456
  const block = toPacketBlock({ bytes: Buffer.from('abc'), originalBytes: 99 }, { interface: 1, atUs })
  expect([block.readUInt32LE(8), block.readUInt32LE(12) * 2 ** 32 + block.readUInt32LE(16)]).toEqual([1, atUs])
  expect([block.readUInt32LE(20), block.readUInt32LE(24)]).toEqual([3, 99])
})

test('text is valid UTF-8 without controls, whatever it was', () => {
  expect(toText('a\0b\u001b[2J\ud800\r\né').toString()).toBe('a·b·[2J\ufffd\né')
})

test('text that is too long is cut between two characters', () => {
  const text = toText('é'.repeat(10_000))
  expect(text.length).toBeLessThanOrEqual(8192)
  expect(text.toString()).toMatch(/^é+…$/)
})

test('the checksum of RFC 1071 §3', () => {
  const bytes = Buffer.from([0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7])
  expect(toChecksum(sumWords(bytes))).toBe(~0xddf2 & 0xffff)
})

test('clients, proxy and backends have networks of their own', () => {
  expect([toName('client', 300), toName('proxy'), toName('backend', 2)]).toEqual([
    { address: '10.1.1.44', name: 'client-300' },
    { address: '10.2.0.1', name: 'proxy' },
    { address: '10.3.0.2', name: 'backend-2' },
  ])
})
