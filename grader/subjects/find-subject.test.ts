import { join } from 'node:path'
import { expect, test } from 'vitest'
import { IMPOSTORS } from '../impostors/catalogue.ts'
import { findSubject } from './find-subject.ts'
import { folderOf } from './test/folders.ts'

const ROOT = join(import.meta.dirname, '..', '..')

test('reference is this tree with all of its stages', () => {
  const { info, stages, oneAtATime, fixedPort } = findSubject('reference', ROOT)
  expect(info).toEqual({ name: 'reference', kind: 'reference', argument: 'reference' })
  expect(stages).toEqual([1, 2, 3, 4, 5, 6])
  expect(oneAtATime).toBe(false)
  expect(fixedPort).toBeUndefined()
})

test.each(['nginx', 'haproxy', 'caddy'])('peer:%s claims the stages that a web server can do', name => {
  const { info, stages } = findSubject(`peer:${name}`, ROOT)
  expect(info).toEqual({ name, kind: 'peer', argument: `peer:${name}` })
  expect(stages).toEqual([3, 4, 5])
})

test('every impostor of the catalogue is found, and claims no stage behind its mistake', () => {
  for (const { name, stage } of IMPOSTORS) {
    const { info, stages } = findSubject(`impostor:${name}`, ROOT)
    expect(info).toEqual({ name, kind: 'impostor', argument: `impostor:${name}` })
    expect(stages).toEqual([1, 2, 3, 4, 5, 6].slice(0, stage))
  }
})

test('a folder is a subject named after its folder', async () => {
  const folder = await folderOf({ 'proxy.json': '{"run": ["x", "{port}", "{conf}"]}' })
  expect(findSubject(folder, ROOT).info).toMatchObject({ kind: 'folder', argument: folder })
})

test.each([
  ['referenze', /^referenze: no such folder; --subject may be reference, a folder .*peer:nginx.*impostor:NAME$/],
  ['peer:apache', /^peer:apache: no such peer; there are peer:nginx, peer:haproxy, peer:caddy$/],
  ['impostor:xyz', /^impostor:xyz: no such impostor; npm run impostors -- --list tells all$/],
  [
    'impostor:order-only',
    /^impostor:order-only: no such impostor; there is .*order-alone.*; npm run impostors -- --list tells all$/,
  ],
  ['', /--subject may be/],
])('%j is answered with what is possible', (argument, line) => {
  expect(() => findSubject(argument, ROOT)).toThrow(expect.objectContaining({ name: 'CannotGrade' }))
  expect(() => findSubject(argument, ROOT)).toThrow(line)
})
