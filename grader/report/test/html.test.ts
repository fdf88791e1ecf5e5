import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { Evidence } from '../../result.ts'
import { toHtml } from '../html.ts'
import { STYLE } from '../html-style.ts'
import { aCheck, anAllPassedResult, aResult, HOSTILE, OUT_OF_ORDER } from './a-result.ts'
import { manyPieces } from './evidence.ts'
import { faultsOf } from './well-formed.ts'

const PAGE = toHtml(aResult())
const tags = (html: string) => html.match(/<[a-z][^>]*>/g) ?? []

describe('the page', () => {
  test.each([
    ['of a run with failures', aResult()],
    ['of a run that passed', anAllPassedResult()],
    ['of a run that has not begun', aResult({ checks: [], stages: [], load: [], leftBehind: [], complete: false })],
  ])('%s is well-formed', (_, result) => {
    expect(faultsOf(toHtml(result), ['script', 'style'])).toEqual([])
  })

  test('loads nothing: no source, no import, no address but of its own places', () => {
    const addresses = tags(PAGE).flatMap(tag => tag.match(/ (?:src|href|srcset|data|action|poster)="[^"]*"/g) ?? [])
    expect(addresses.filter(each => !/^ href="(?:#[\w.-]+|data:,)"$/.test(each))).toEqual([])
    expect(PAGE).not.toMatch(/url\(|@import/)
  })

  test('runs no script but its own, and its policy lets no other run', () => {
    const scripts = [...PAGE.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map(([, text]) => text ?? '')
    expect(scripts).toHaveLength(1)
    const digest = createHash('sha256')
      .update(scripts[0] ?? '')
      .digest('base64')
    expect(PAGE).toContain(`sha256-${digest}`)
    expect(tags(PAGE).filter(tag => / on\w+=/.test(tag) || tag.startsWith('<img'))).toEqual([])
  })

  test('shows what a hostile program sent as text', () => {
    expect(PAGE).not.toContain(HOSTILE)
    expect(PAGE).toContain('&#60;script&#62;alert(&#34;owned&#34;)&#60;/script&#62;')
  })

  test('escapes every text of a result, wherever it stands', () => {
    const hostile = JSON.parse(JSON.stringify(aResult()), (key, value) =>
      typeof value === 'string' && !['verdict', 'kind', 'level', 'startedAt', 'of'].includes(key)
        ? `${value}"'<b>&\0\ud800`
        : value,
    )
    const page = toHtml(hostile)
    expect(faultsOf(page, ['script', 'style'])).toEqual([])
    expect(page).not.toContain('<b>')
  })

  test('has its headings in order, none left out', () => {
    const levels = [...PAGE.matchAll(/<h(\d)/g)].map(([, level]) => Number(level))
    expect(levels[0]).toBe(1)
    expect(levels.filter((level, i) => level > (levels[i - 1] ?? 0) + 1)).toEqual([])
  })

  test('has every place that a link or a label names, once', () => {
    const ids = [...PAGE.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)
    const named = [...PAGE.matchAll(/ (?:href="#|aria-labelledby=")([^"]*)"/g)].map(([, id]) => id)
    expect(ids).toEqual([...new Set(ids)])
    expect(named.filter(id => !ids.includes(id))).toEqual([])
  })

  test('says which language it is in, and gives each table its titles', () => {
    expect(PAGE).toContain('<html lang="en">')
    expect(PAGE.match(/<table/g)?.length).toBe(PAGE.match(/<thead>/g)?.length)
    expect(tags(PAGE).filter(tag => /^<th(?! scope=)[ >]/.test(tag))).toEqual([])
  })
})

describe('a failure on the page', () => {
  test('says what is wrong, why, what to do, and how to see it again', () => {
    const { reason, why, hint, spec, lesson } = OUT_OF_ORDER
    for (const text of [reason, why, hint, spec, lesson]) expect(PAGE).toContain(text)
    expect(PAGE).toContain('--only pipelining.order --seed 917213</code>')
    expect(PAGE).toContain('| nc 127.0.0.1 9000</code>')
  })

  test('has a diagram with a lane each, in their order, and an arrow that takes the focus for each event', () => {
    expect([...PAGE.matchAll(/class="lane-name"[^>]*>([^<]*)/g)].map(([, lane]) => lane)).toEqual([
      'client 1',
      'proxy',
      'backend 1',
      'backend 2',
    ])
    expect(PAGE.match(/<g class="event [^>]*tabindex="0"/g)).toHaveLength(OUT_OF_ORDER.evidence.length)
  })

  test('says in words, beside the drawing, what is no bytes', () => {
    for (const word of ['FIN', 'RESET', 'REFUSED', 'opens'])
      expect(PAGE).toMatch(new RegExp(`class="label"[^>]*>${word}<`))
  })

  test('with hundreds of events draws the first sixty and tells where the others are', () => {
    const check = { ...aCheck('echo.pieces', 3, 'failed', 'Pieces come back'), evidence: manyPieces(300) }
    const page = toHtml(aResult({ checks: [check] }))
    expect(page.match(/<g class="event /g)).toHaveLength(60)
    expect(page).toContain('240 more events in the table below')
    expect(page).toContain('piece 299')
  })
})

test('a page stays small enough to open, however much was sent', () => {
  const piece = {
    ...OUT_OF_ORDER.evidence[1],
    kind: 'bytes' as const,
    bytes: '\0\r\n<'.repeat(5000),
    byteCount: 1e6,
  } as Evidence
  const evidence = Array.from({ length: 800 }, (_, i) => ({ ...piece, from: `client ${i % 40}` }))
  const checks = Array.from({ length: 60 }, (_, i) => ({ ...aCheck(`room.${i}`, 3, 'failed', `${i}`), evidence }))
  expect(toHtml(aResult({ checks })).length).toBeLessThan(64e6)
})

describe.each([
  ['light', STYLE.slice(0, STYLE.indexOf('@media'))],
  ['dark', STYLE.slice(STYLE.indexOf('prefers-color-scheme: dark'))],
])('the %s colours', (_, style) => {
  const colour = (name: string) => new RegExp(`--${name}: (#[0-9a-f]{6})`).exec(style)?.[1] ?? 'missing'

  test.each([
    'ink',
    'quiet',
    'failed',
    'passed',
    'undecided',
    'skipped',
    'link',
  ])('%s can be read on both grounds', name => {
    expect(contrast(colour(name), colour('paper'))).toBeGreaterThan(4.5)
    expect(contrast(colour(name), colour('sheet'))).toBeGreaterThan(4.5)
  })
})

/** WCAG 2.2, contrast ratio. */
function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (high + 0.05) / (low + 0.05)
}

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map(at => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
