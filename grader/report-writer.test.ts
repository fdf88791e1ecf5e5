import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { aResult } from './report/test/a-result.ts'
import { ReportWriter } from './report-writer.ts'

test('what is known is on disk as soon as it is known, and later news follow', async () => {
  const file = join(folder(), 'out.json')
  const writer = new ReportWriter({ json: file })
  writer.keep(() => aResult({ seed: 1 }))
  await vi.waitFor(() => expect(seedIn(file)).toBe(1))
  writer.keep(() => aResult({ seed: 2 }))
  await vi.waitFor(() => expect(seedIn(file)).toBe(2))
})

test('the last word is the whole result, whatever was to be kept before it', async () => {
  const file = join(folder(), 'out.json')
  const writer = new ReportWriter({ json: file })
  for (const seed of [1, 2, 3]) writer.keep(() => aResult({ seed }))
  await writer.writeAll(aResult({ seed: 4 }))
  expect(seedIn(file)).toBe(4)
})

test('where nothing is to be kept no result is made', () => {
  const toResult = vi.fn(() => aResult())
  new ReportWriter({ html: join(folder(), 'out.html') }).keep(toResult)
  expect(toResult).not.toHaveBeenCalled()
})

function seedIn(file: string): number {
  return JSON.parse(readFileSync(file, 'utf8')).seed
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'hopwise-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}
