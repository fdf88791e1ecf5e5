import { expect, test } from 'vitest'
import { runProgram } from '../program.ts'
import { toProgressLine } from '../progress-line.ts'
import { toShellWords } from '../shell-words.ts'
import { speaker } from '../speaker.ts'
import { shellWord, toSsh } from '../ssh.ts'

const NODE = process.execPath

test('words arrive as they were given, without a shell', async () => {
  const words = ['a b', '$HOME', '"quoted"', "it's", '*', '; exit 3', '']
  const { code, stdout } = await runProgram(
    NODE,
    ['-e', 'console.log(JSON.stringify(process.argv.slice(1)))', '--', ...words],
    {
      limitMs: 60_000,
    },
  )
  expect([code, JSON.parse(stdout)]).toEqual([0, words])
})

test('letters that come in pieces come whole, and lines as lines', async () => {
  const lines: string[] = []
  const script = `
    const text = Buffer.from('ü1\\r\\nü2\\nü3')
    let at = 0
    const write = () => at < text.length && process.stdout.write(text.subarray(at, ++at), () => setImmediate(write))
    write()`
  const { stdout } = await runProgram(NODE, ['-e', script], { limitMs: 60_000, onLine: line => lines.push(line) })
  expect([stdout, lines]).toEqual(['ü1\r\nü2\nü3', ['ü1', 'ü2', 'ü3']])
})

test('its input reaches it, and one that does not read it harms nobody', async () => {
  const input = 'x'.repeat(1_000_000)
  const count = 'let n = 0; process.stdin.on("data", d => n += d.length).on("end", () => console.log(n))'
  expect((await runProgram(NODE, ['-e', count], { limitMs: 60_000, input })).stdout).toBe('1000000\n')
  expect((await runProgram(NODE, ['-e', 'process.exit(7)'], { limitMs: 60_000, input })).code).toBe(7)
})

test('one that hangs is ended when its time is up, also if it does not heed signals', async () => {
  const deaf = 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)'
  await expect(runProgram(NODE, ['-e', deaf], { limitMs: 500 })).rejects.toThrow(
    /did not end within 0\.5 s and was ended/,
  )
})

test('one whose child keeps its streams open is not waited for', async () => {
  const parent = `require('node:child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 20000)'], { stdio: 'inherit' }).unref(); process.exit(0)`
  const begin = performance.now()
  expect((await runProgram(NODE, ['-e', parent], { limitMs: 60_000 })).code).toBe(0)
  expect(performance.now() - begin).toBeLessThan(19_000)
})

test('one that is not there is told', async () => {
  await expect(runProgram('/nowhere/VBoxManage', ['list'], { limitMs: 1000 })).rejects.toThrow(
    '/nowhere/VBoxManage cannot be started: ENOENT',
  )
})

test('who was stopped starts nothing more', async () => {
  const stop = new AbortController()
  const running = runProgram(NODE, ['-e', 'setInterval(() => {}, 1000)'], { limitMs: 60_000, signal: stop.signal })
  stop.abort()
  await expect(running).rejects.toThrow(/^stopped during/)
  await expect(runProgram(NODE, ['-v'], { limitMs: 60_000, signal: stop.signal })).rejects.toThrow(/^stopped before/)
})

test('commands are shown as each system would take them', () => {
  expect(toShellWords(['VBoxManage', 'startvm', 'My VM', '--type', 'headless'], 'linux')).toBe(
    "VBoxManage startvm 'My VM' --type headless",
  )
  expect(toShellWords(['a', "it's", '$HOME', ''], 'darwin')).toBe("a 'it'\\''s' '$HOME' ''")
  expect(toShellWords(['a', 'C:\\VMs\\b.vdi', 'C:\\My VMs'], 'win32')).toBe('a C:\\VMs\\b.vdi "C:\\My VMs"')
})

test('ssh meets no key but ours, and takes a path with a blank for one', () => {
  const words = toSsh({ user: 'hopwise', port: 2222, key: '/a b/key', knownHosts: '/a b/known' })
  expect(words.join(' ')).toContain('-i /a b/key -o IdentitiesOnly=yes')
  expect(words).toContain('UserKnownHostsFile="/a b/known"')
  expect(words.at(-1)).toBe('hopwise@127.0.0.1')
  expect(["it's", 'a b', 'plain'].map(shellWord)).toEqual(["'it'\\''s'", "'a b'", 'plain'])
})

test('progress is written over on a terminal, and kept out of a log', () => {
  const written: string[] = []
  const stream = (isTTY: boolean) => ({ isTTY, columns: 11, write: (text: string) => written.push(text) })
  const terminal = speaker(stream(true))
  terminal.tellProgress('a long progress')
  terminal.tell('done')
  expect(written.splice(0)).toEqual(['\ra long pro', '\n', 'done\n'])
  const log = speaker(stream(false))
  log.tellProgress('a')
  log.tell('done')
  log.end()
  expect(written).toEqual(['done\n'])
})

test('a download says how far it is, twice a second at most, and at its end', () => {
  const lines: string[] = []
  let nowMs = 0
  const show = toProgressLine(
    () => nowMs,
    line => lines.push(line),
  )
  show(0, 600e6)
  nowMs = 100
  show(1e6, 600e6)
  nowMs = 10_000
  show(100e6, 600e6)
  nowMs = 10_001
  show(600e6, 600e6)
  expect(lines).toEqual(['0 MB of 600 MB (0%)', '100 MB of 600 MB (16%), 50 s to go', '600 MB of 600 MB (100%)'])
})
