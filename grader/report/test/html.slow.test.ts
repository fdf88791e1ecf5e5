// EDGE: starts a browser, which needs chromium and seconds: `npx vitest run --config vitest.slow.config.ts`.
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { toHtml } from '../html.ts'
import { aResult } from './a-result.ts'

const run = promisify(execFile)
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--window-size=1200,4000']

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hopwise-page-'))
  await writeFile(join(folder, 'page.html'), toHtml(aResult()))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('a browser finds the diagram of the failed pipelining check, and no script of the program', async () => {
  const dom = await browse('--dump-dom')
  const article = dom.slice(dom.indexOf('id="check-4-pipelining.order"'))
  const [diagram = ''] = /<svg [\s\S]*?<\/svg>/.exec(article) ?? []
  expect(diagram).toContain('Sequence diagram: Pipelined requests are answered in their order')
  expect(diagram.match(/<g class="event /g)).toHaveLength(14)
  expect(diagram).toContain('GET /slow HTTP/1.1')
  expect(dom.match(/<script/g)).toHaveLength(1)
  expect(dom).not.toContain('<img')
  // The page's own script ran, so its policy knows it.
  expect(dom).toContain('aria-label="Copy the command"')
})

test.each(['light', 'dark'])('a browser paints the page in %s', async scheme => {
  const picture = join(folder, `${scheme}.png`)
  const preferred = `--blink-settings=preferredColorScheme=${scheme === 'dark' ? 0 : 1}`
  await browse(`--screenshot=${picture}`, preferred)
  const png = await readFile(picture)
  expect(png.subarray(1, 4).toString('latin1')).toBe('PNG')
  expect(png.length).toBeGreaterThan(50_000)
})

async function browse(...flags: readonly string[]): Promise<string> {
  const profile = `--user-data-dir=${join(folder, 'profile')}`
  const page = `file://${join(folder, 'page.html')}`
  const { stdout } = await run('chromium', [...FLAGS, profile, ...flags, page], {
    maxBuffer: 64 << 20,
    timeout: 60_000,
  })
  return stdout
}
