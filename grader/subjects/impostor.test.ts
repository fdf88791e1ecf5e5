import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { IMPOSTORS } from '../impostors/catalogue.ts'
import type { Impostor } from '../impostors/impostor.ts'
import type { LaunchSettings } from '../subject.ts'
import { impostorSubject } from './impostor.ts'
import { folderOf } from './test/folders.ts'
import { ask, start } from './test/running.ts'

const ROOT = join(import.meta.dirname, '..', '..')
// 0xff is in no text of UTF-8.
const NO_TEXT = Buffer.from([0xff, 0x41])

test('a patched stage runs, and is wrong as it should be', async () => {
  const echoed = await ask(await start(subjectNamed('echo-decodes-utf8'), 1), NO_TEXT)
  expect(echoed).toBe('\uFFFDA')
})

test('a patched stage with packages runs', async () => {
  const port = await start(subjectNamed('one-read-one-request'), 2)
  expect(await ask(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 /)
  expect(await ask(port, 'GET / HTTP/1.1\r\nHost: a\r\n')).toMatch(/^HTTP\/1\.1 400 .*half a request/s)
})

test('a whole program runs', async () => {
  const port = await start(subjectNamed('same-account-for-all'), 2)
  expect(await ask(port, 'anything')).toMatch(/^HTTP\/1\.1 200 /)
})

test('the stages before the mistake are the reference itself', async () => {
  const subject = subjectNamed('host-twice')
  onTestFinished(() => subject.dispose())
  await subject.prepare()
  const directory = await folderOf({})
  const settings: LaunchSettings = { stage: 2, host: '127.0.0.1', port: 1, conf: { backend_servers: [] }, directory }
  expect((await subject.launch(settings)).cwd).toBe(ROOT)
  const { cwd } = await subject.launch({ ...settings, stage: 3 })
  expect(cwd).not.toBe(ROOT)
  expect(existsSync(join(cwd, 'stages', '03-forward', 'test'))).toBe(false)
  await subject.dispose()
  expect(existsSync(cwd)).toBe(false)
})

test.each([
  ['nowhere to be found', 'stands 0 times in stages/01-echo/echo.ts'],
  ['socket.on(', 'stands 4 times in stages/01-echo/echo.ts'],
])('a change of %j is refused with impostor, file and count', async (find, words) => {
  const changes = [{ file: 'stages/01-echo/echo.ts', find, replace: '' }] as const
  const impostor: Impostor = { name: 'old', stage: 1, sentence: 'is out of date', changes, fails: [] }
  await expect(impostorSubject(impostor, ROOT).prepare()).rejects.toThrow(`impostor old: what it changes ${words}`)
})

test('a change of a file that is gone is refused', async () => {
  const changes = [{ file: 'stages/01-echo/gone.ts', find: 'x', replace: '' }] as const
  const impostor: Impostor = { name: 'old', stage: 1, sentence: 'is out of date', changes, fails: [] }
  await expect(impostorSubject(impostor, ROOT).prepare()).rejects.toThrow(
    'impostor old: there is no stages/01-echo/gone.ts',
  )
})

function subjectNamed(name: string) {
  const impostor = IMPOSTORS.find(each => each.name === name)
  if (impostor === undefined) throw new Error(`no impostor ${name}`)
  return impostorSubject(impostor, ROOT)
}
