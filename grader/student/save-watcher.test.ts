import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { folderOf } from '../subjects/test/folders.ts'
import { watchSaves } from './save-watcher.ts'
import { isSave } from './watched-files.ts'

test('saves are told by their path, those of one moment at once', async () => {
  const folder = await folderOf({ 'stages/03-forward/main.ts': '1', 'proxy.py': '1' })
  const told = Promise.withResolvers<readonly string[]>()
  const watcher = watchSaves(folder, told.resolve)
  onTestFinished(() => watcher.close())
  await Promise.all([
    writeFile(join(folder, 'stages', '03-forward', 'main.ts'), '2'),
    writeFile(join(folder, 'proxy.py'), '2'),
  ])
  expect(await told.promise).toEqual(['proxy.py', join('stages', '03-forward', 'main.ts')])
})

test('what is no save is not told, and what is in a new folder is', async () => {
  const folder = await folderOf({ 'node_modules/valibot/index.js': '1', 'proxy.log': '1' })
  const told = Promise.withResolvers<readonly string[]>()
  const watcher = watchSaves(folder, told.resolve)
  onTestFinished(() => watcher.close())
  await writeFile(join(folder, 'node_modules', 'valibot', 'index.js'), '2')
  await writeFile(join(folder, 'proxy.log'), '2')
  await mkdir(join(folder, 'src'))
  expect(await told.promise).toEqual(['src'])
})

test.each([
  'stages/03-forward/main.ts',
  'proxy.py',
  'Makefile',
  'proxy.json',
  'src\\proxy.c',
  'core.ts',
])('%s is somebody’s save', path => {
  expect(isSave(path)).toBe(true)
})

test.each([
  'node_modules/valibot/index.js',
  '.git/index',
  '.hopwise/last-check.json',
  'src/__pycache__/proxy.pyc',
  'stages/.main.ts.swp',
  'main.ts~',
  '4913',
  '.#main.ts',
  '#main.ts#',
  'proxy.log',
  'README.md',
])('%s is none', path => {
  expect(isSave(path)).toBe(false)
})
