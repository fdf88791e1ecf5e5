import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { excerpt, firstDifference, shorten, showBytes, showInline } from '../show-bytes.ts'
import { toOctets } from './notation.ts'

const octets = fc.uint8Array({ maxLength: 200 }).map(bytes => Buffer.from(bytes).toString('latin1'))

describe('showBytes', () => {
  test('breaks the line behind a line end, and shows it too', () => {
    expect(showBytes('GET / HTTP/1.1\r\nHost: h\r\n\r\n')).toBe('GET / HTTP/1.1\\r\\n\nHost: h\\r\\n\n\\r\\n\n')
  })

  test('shows which half of a line end is missing', () => {
    expect(showBytes('a\nb\rc')).toBe('a\\n\nb\\rc')
  })

  test('shows tabs, control octets, backslashes and what is above ASCII', () => {
    expect(showBytes('\t\0\x1b\x7f\\n \xe9\xff')).toBe('\\t\\x00\\x1B\\x7F\\\\n \\xE9\\xFF')
  })

  test('leaves no octet that cannot be read back from what is shown', () => {
    fc.assert(fc.property(octets, text => void expect(toOctets(showBytes(text))).toBe(text)))
    fc.assert(fc.property(octets, text => void expect(toOctets(showInline(text))).toBe(text)))
  })

  test('shows nothing but visible ASCII and line breaks', () => {
    fc.assert(fc.property(octets, text => void expect(showBytes(text)).toMatch(/^[\x20-\x7e\n]*$/)))
  })
})

describe('excerpt', () => {
  test('points at the octet, however wide those before it are shown', () => {
    expect(excerpt('a\r\n\0b: 1', 3)).toEqual({ text: 'a\\r\\n\\x00b: 1', caret: '     ^' })
  })

  test('says how much stands before and behind what it shows', () => {
    expect(excerpt(`${'x'.repeat(1500)}abc${'y'.repeat(3)}`, 1501, 2)).toEqual({
      text: '‹1,499 octets before›xabcy‹2 octets behind›',
      caret: `${' '.repeat('‹1,499 octets before›xa'.length)}^`,
    })
    expect(excerpt('abc', 1, 0).text).toBe('‹1 octet before›b‹1 octet behind›')
  })

  test('points at the end where something is missing there', () => {
    expect(excerpt('abc', 3)).toEqual({ text: 'abc‹end›', caret: '   ^' })
    expect(excerpt('', 7)).toEqual({ text: '‹end›', caret: '^' })
  })

  test('has the shown form of the octet above its caret, whatever the octets', () => {
    const cases = fc.tuple(octets, fc.nat(250), fc.nat(60))
    fc.assert(
      fc.property(cases, ([bytes, at, around]) => {
        const { text, caret } = excerpt(bytes, at, around)
        const shown = at >= bytes.length ? '‹end›' : showInline(bytes.charAt(at))
        expect(text.slice(caret.length - 1).startsWith(shown)).toBe(true)
        expect(caret).toMatch(/^ *\^$/)
        expect(text).not.toContain('\n')
      }),
    )
  })
})

describe('firstDifference', () => {
  test('is none between equals', () => {
    fc.assert(fc.property(octets, text => void expect(firstDifference(text, text)).toBeUndefined()))
  })

  test('shows the same place on both sides', () => {
    expect(firstDifference('a\r\nb', 'a\nb')).toEqual({
      at: 1,
      expected: { text: 'a\\r\\nb', caret: ' ^' },
      actual: { text: 'a\\nb', caret: ' ^' },
    })
  })

  test('shows where the shorter of both ends', () => {
    expect(firstDifference('ab', 'abc')).toMatchObject({ at: 2, expected: { text: 'ab‹end›', caret: '  ^' } })
    expect(firstDifference('abc', 'ab')).toMatchObject({ at: 2, actual: { text: 'ab‹end›', caret: '  ^' } })
  })
})

describe('shorten', () => {
  test('leaves alone what is short enough', () => {
    expect(shorten('abc', 3)).toBe('abc')
  })

  test('says how many octets it left out, in signs that no octet has', () => {
    expect(shorten('abcd', 3)).toBe('abc‹1 octet left out›')
    expect(showBytes(shorten('a\r\n'.repeat(1000), 3))).toBe('a\\r\\n\n‹2,997 octets left out›')
  })
})
