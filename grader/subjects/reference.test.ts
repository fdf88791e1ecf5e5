import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { LaunchSettings } from '../subject.ts'
import { referenceSubject } from './reference.ts'
import { folderOf } from './test/folders.ts'

const ROOT = join(import.meta.dirname, '..', '..')

test('a stage is started by this Node from the root, with port, host and a conf of its own', async () => {
  const settings = await settingsFor({ backend_servers: [{ ip: '127.0.0.1', port: 8001 }] })
  const { argv, cwd } = await referenceSubject(ROOT).launch(settings)
  const conf = join(settings.directory, 'servers.conf')
  const program = join('stages', '04-pipelining', 'main.ts')
  expect(argv).toEqual([process.execPath, program, '--port', '4711', '--host', '127.0.0.1', '--conf', conf])
  expect(cwd).toBe(ROOT)
  expect(JSON.parse(await readFile(conf, 'utf8'))).toEqual(settings.conf)
})

test('a faulty conf is written as it stands', async () => {
  const settings = await settingsFor('{"backend_servers": [')
  await referenceSubject(ROOT).launch(settings)
  expect(await readFile(join(settings.directory, 'servers.conf'), 'utf8')).toBe('{"backend_servers": [')
})

test('a tree that has only some stages claims those', async () => {
  const tree = await folderOf({
    'stages/03-mine/main.ts': '',
    'stages/01-echo/main.ts': '',
    'stages/02-parse/README.md': 'no program yet',
    'stages/07-more/main.ts': '',
    'stages/run.ts': '',
  })
  expect(referenceSubject(tree).stages).toEqual([1, 3])
})

test('a tree without stages says so', async () => {
  const tree = await folderOf({})
  expect(() => referenceSubject(tree)).toThrow(/holds no stage: no stages\/NN-name\/main\.ts$/)
})

async function settingsFor(conf: LaunchSettings['conf']): Promise<LaunchSettings> {
  return { stage: 4, host: '127.0.0.1', port: 4711, conf, directory: await folderOf({}) }
}
