import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CannotGrade } from '../../verdict.ts'
import { remedy, writeReport } from '../write-report.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hopwise-report-'))
})
afterEach(() => rm(folder, { recursive: true }))

test('a report replaces the last one and leaves nothing beside it', async () => {
  const file = join(folder, 'grade.json')
  await writeFile(file, 'the last one')
  await writeReport(file, 'this one')
  expect(await readFile(file, 'utf8')).toBe('this one')
  expect(await readdir(folder)).toEqual(['grade.json'])
})

test('a missing folder is named with the command that makes it', async () => {
  const file = join(folder, 'none', 'grade.json')
  const refusal = await writeReport(file, '').catch(error => error)
  expect(refusal).toBeInstanceOf(CannotGrade)
  expect(refusal.message).toBe(
    `cannot write the report ${file}: there is no folder ${folder}/none; make it with mkdir -p ${folder}/none`,
  )
})

test('a folder in the place of the file, and a file in the place of the folder, are told apart', async () => {
  await mkdir(join(folder, 'a'))
  await writeFile(join(folder, 'b'), '')
  await expect(writeReport(join(folder, 'a'), '')).rejects.toThrow(/it is a folder; name a file in it$/)
  await expect(writeReport(join(folder, 'b', 'c'), '')).rejects.toThrow(/b is not a folder; name another place$/)
})

// Not tried on a folder: root may write everywhere.
test.each(['EACCES', 'EPERM', 'EROFS'])('%s says that the folder may not be written to', code => {
  expect(remedy('reports', code)).toBe('the folder reports is not writable; name another, or change its rights')
})

test('a device is written to and not replaced', async () => {
  await writeReport('/dev/null', 'gone')
  expect((await readdir('/dev')).filter(name => name.startsWith('null.'))).toEqual([])
})
