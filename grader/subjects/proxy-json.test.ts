import { execFileSync } from 'node:child_process'
import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readProxyJson } from './proxy-json.ts'
import { folderOf } from './test/folders.ts'

const RUN = ['python3', 'proxy.py', '{port}', '{conf}']

test('a general run claims all stages, and an entry of stages overrides it for that one', async () => {
  const echo = ['python3', 'echo.py', '{port}']
  const { runs } = await read({ run: RUN, stages: { 1: { run: echo } } })
  expect([...runs]).toEqual([[1, echo], ...[2, 3, 4, 5, 6].map(stage => [stage, RUN])])
})

test('without a general run only the stages that are named are claimed, in ascending order', async () => {
  const { runs } = await read({ stages: { 3: { run: RUN }, 1: { run: RUN } } })
  expect([...runs.keys()]).toEqual([1, 3])
})

test('the example of the contract is understood', async () => {
  const { name, build, port, conf } = await read({
    name: 'my-proxy',
    build: ['make'],
    run: ['python3', 'proxy.py', '--port', '{port}', '--conf', '{conf}'],
    stages: { 1: { run: ['python3', 'echo.py', '{port}'] } },
    port: 9000,
    conf: 'servers.conf',
  })
  expect({ name, build, port, conf }).toEqual({ name: 'my-proxy', build: ['make'], port: 9000, conf: 'servers.conf' })
})

test('a byte order mark in front is passed over', async () => {
  const folder = await folderOf({ 'proxy.json': `\uFEFF${JSON.stringify({ run: RUN })}` })
  expect(readProxyJson(folder).runs.size).toBe(6)
})

test.each([
  [{ runs: RUN }, /at the top: unknown key "runs"; allowed are name, build, run, stages, port, conf$/],
  [{ run: RUN, stages: { 7: { run: RUN } } }, /: stages: unknown key "7"; allowed are 1, 2, 3, 4, 5, 6$/],
  [{ run: RUN, stages: { 2: { cmd: RUN, run: RUN } } }, /: stages\.2: unknown key "cmd"; allowed are run$/],
  [{ run: RUN, stages: { 2: null } }, /: stages\.2: expected an object, got null$/],
  [{ run: RUN, stages: [] }, /: stages: expected an object, got an array$/],
  [{ run: 'python3 proxy.py' }, /: run: expected an array of the program and its arguments, got "python3 proxy.py"$/],
  [{ run: [] }, /: run/],
  [{ run: ['python3', 9000] }, /: run\[1\]: expected a string, got 9000$/],
  [{ run: RUN, port: '9000' }, /: port: expected a whole number from 1 to 65535, got "9000"$/],
  [{ run: RUN, port: 70000 }, /: port: expected a whole number from 1 to 65535, got 70000$/],
  [{ run: RUN, conf: '../servers.conf' }, /: conf: expected the name of a file in this folder$/],
  [{ run: RUN, conf: '/etc/servers.conf' }, /: conf: expected the name of a file in this folder$/],
  [{ name: 'idle' }, /: says nowhere how to start the program; add "run"/],
  [{ run: ['./proxy', '{conf}'] }, /: the run of stage 1 does not say \{port\}; add it, or "port": 9000/],
  [{ run: ['./proxy', '{port}'] }, /: the run of stage 3 does not say \{conf\}; add it, or "conf": "servers\.conf"/],
])('%j is refused in one line that names file and place', async (content, line) => {
  const folder = await folderOf({ 'proxy.json': JSON.stringify(content) })
  const message = messageOf(() => readProxyJson(folder))
  expect(message).toMatch(line)
  expect(message.startsWith(`${folder}/proxy.json: `)).toBe(true)
  expect(message).not.toContain('\n')
})

test('what is not JSON is refused in one line', async () => {
  const folder = await folderOf({ 'proxy.json': '{\n  run: ["x"]\n}' })
  expect(messageOf(() => readProxyJson(folder))).toMatch(/proxy\.json: not JSON: [^\n]+$/)
})

test.skipIf(process.platform === 'win32')('what is no file is refused unread: a pipe, a device, a folder', async () => {
  const folder = await folderOf({ 'folder/proxy.json/x': '', 'device/x': '', 'pipe/x': '' })
  await symlink('/dev/zero', join(folder, 'device', 'proxy.json'))
  execFileSync('mkfifo', [join(folder, 'pipe', 'proxy.json')])
  for (const kind of ['folder', 'device', 'pipe'])
    expect(messageOf(() => readProxyJson(join(folder, kind)))).toMatch(
      /proxy\.json: is no file; put a text file there$/,
    )
})

async function read(content: unknown) {
  return readProxyJson(await folderOf({ 'proxy.json': JSON.stringify(content) }))
}

function messageOf(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    expect((error as Error).name).toBe('SubjectFault')
    return (error as Error).message
  }
  throw new Error('nothing was refused')
}
