import { existsSync, lstatSync, readlinkSync } from 'node:fs'
import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { LaunchSettings, Subject } from '../subject.ts'
import { folderSubject } from './folder.ts'
import { contentsOf, folderOf } from './test/folders.ts'
import { ask, start } from './test/running.ts'

const NO_PACKAGES = '/nowhere'
const NODE = process.execPath
/** Tells everybody what its conf says. */
const TELLTALE = `
  const { readFileSync } = require('node:fs')
  const [port, host, conf] = process.argv.slice(2)
  require('node:net').createServer(socket => socket.on('error', () => {}).end(readFileSync(conf, 'utf8'))).listen(Number(port), host)
`

test('a program is started in a working copy with port, host and conf filled in', async () => {
  const folder = await submission({ run: [NODE, 'tell.cjs', '{port}', '{host}', '{conf}'] }, { 'tell.cjs': TELLTALE })
  const port = await start(folderSubject(folder, NO_PACKAGES), 3, { backend_servers: [{ ip: '127.0.0.1', port: 17 }] })
  expect(JSON.parse(await ask(port, ''))).toEqual({ backend_servers: [{ ip: '127.0.0.1', port: 17 }] })
})

test('a fixed conf file is written over that of the working copy, and two do not run at once', async () => {
  const folder = await submission(
    { run: [NODE, 'tell.cjs', '{port}', '{host}', 'etc/servers.conf'], conf: 'etc/servers.conf' },
    { 'tell.cjs': TELLTALE, 'etc/servers.conf': 'mine' },
  )
  const before = await contentsOf(folder)
  const subject = folderSubject(folder, NO_PACKAGES)
  expect(subject.oneAtATime).toBe(true)
  const port = await start(subject, 3, { backend_servers: [{ ip: '127.0.0.1', port: 18 }] })
  expect(await ask(port, '')).toContain('"port": 18')
  expect(await contentsOf(folder)).toEqual(before)
})

test('a fixed port is told to the grader, and filled in where the command has a place for it', async () => {
  const folder = await submission({ run: ['./proxy', '{port}', '{conf}'], port: 9000 })
  const subject = folderSubject(folder, NO_PACKAGES)
  expect([subject.fixedPort, subject.oneAtATime]).toEqual([9000, true])
  const { argv, cwd } = await launchOnce(subject, 1)
  expect(argv[0]).toBe(join(cwd, 'proxy'))
  expect(argv[1]).toBe('9000')
})

test('a bare name of a program stays bare: it is looked for on the PATH', async () => {
  const { argv } = await launchOnce(
    folderSubject(await submission({ run: ['python3', '{port}{conf}'] }), NO_PACKAGES),
    2,
  )
  expect(argv[0]).toBe('python3')
})

test('the build happens once and in the working copy; the folder stays as it was', async () => {
  const folder = await submission({
    build: [NODE, '-e', "fs.appendFileSync('built', 'x'); fs.writeFileSync('node_modules/own/index.js', 'changed')"],
    run: ['./proxy', '{port}', '{conf}'],
  })
  await mkdir(join(folder, 'node_modules', 'own'), { recursive: true })
  const before = await contentsOf(folder)
  const subject = folderSubject(folder, NO_PACKAGES)
  const { cwd } = await launchOnce(subject, 1)
  await subject.launch(await settingsFor(2))
  expect(await contentsOf(cwd)).toMatchObject({ built: 'x', [join('node_modules', 'own', 'index.js')]: 'changed' })
  expect(await contentsOf(folder)).toEqual(before)
  await subject.dispose()
  expect(existsSync(cwd)).toBe(false)
})

test('a build that fails is told in one line with the last that it said', async () => {
  const build = [NODE, '-e', "console.error('proxy.c:3: error:\\n  no such thing'); process.exit(2)"]
  const subject = folderSubject(await submission({ name: 'mine', build, run: ['x', '{port}', '{conf}'] }), NO_PACKAGES)
  await expect(subject.prepare()).rejects.toThrow(
    /^the build of mine \(.*\) ended with exit status 2; it said: proxy\.c:3: error: \| no such thing$/s,
  )
})

test('a build whose program is not there is told in one line', async () => {
  const subject = folderSubject(
    await submission({ build: ['no-such-make'], run: ['x', '{port}', '{conf}'] }),
    NO_PACKAGES,
  )
  await expect(subject.prepare()).rejects.toThrow(
    expect.objectContaining({
      name: 'SubjectFault',
      message: expect.stringMatching(/could not be started: .*no-such-make/),
    }),
  )
})

test('a handout claims the stages that it has and runs with the packages of this tree', async () => {
  const packages = await folderOf({ 'valibot/index.js': "module.exports = 'from the packages'" })
  const folder = await folderOf({
    'package.json': '{"type": "module"}',
    'stages/01-echo/main.ts': `
      import { createServer } from 'node:net'
      import said from 'valibot'
      createServer(socket => socket.on('error', () => {}).end(said)).listen(Number(process.argv[3]), '127.0.0.1')`,
  })
  const subject = folderSubject(folder, packages)
  expect(subject.stages).toEqual([1])
  expect(subject.info.kind).toBe('folder')
  expect(await ask(await start(subject, 1), '')).toBe('from the packages')
})

test('packages beside the program are linked and links stay links', async () => {
  const folder = await submission(
    { run: ['x', '{port}', '{conf}'] },
    { 'node_modules/own/index.js': '', 'real.txt': '' },
  )
  await symlink('real.txt', join(folder, 'link.txt'))
  const { cwd } = await launchOnce(folderSubject(folder, NO_PACKAGES), 1)
  expect(lstatSync(join(cwd, 'node_modules')).isSymbolicLink()).toBe(true)
  expect(readlinkSync(join(cwd, 'link.txt'))).toBe('real.txt')
})

test('a folder in which nothing says what to start gets an example', async () => {
  const folder = await folderOf({ 'proxy.py': '' })
  expect(() => folderSubject(folder, NO_PACKAGES)).toThrow(
    /says nowhere what to start; add a proxy\.json such as \{"run"/,
  )
})

test('a file instead of a folder is told what to name', async () => {
  const folder = await submission({ run: ['x', '{port}', '{conf}'] })
  expect(() => folderSubject(join(folder, 'proxy.json'), NO_PACKAGES)).toThrow(/is a file; name the folder that holds/)
})

async function submission(content: unknown, files: Readonly<Record<string, string>> = {}): Promise<string> {
  return folderOf({ ...files, 'proxy.json': JSON.stringify(content) })
}

async function launchOnce(subject: Subject, stage: LaunchSettings['stage']) {
  onTestFinished(() => subject.dispose())
  await subject.prepare()
  return subject.launch(await settingsFor(stage))
}

async function settingsFor(stage: LaunchSettings['stage']): Promise<LaunchSettings> {
  return { stage, host: '127.0.0.1', port: 4711, conf: { backend_servers: [] }, directory: await folderOf({}) }
}
