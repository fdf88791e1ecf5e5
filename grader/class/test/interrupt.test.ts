// Ctrl-C on `npm run class`: who was through keeps his row, nothing is left running, and the same command goes on.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv/sync'
import { expect, onTestFinished, test, vi } from 'vitest'

const MAIN = join(import.meta.dirname, '..', 'main.ts')

test.skipIf(process.platform === 'win32').each(['SIGINT', 'SIGTERM'] as const)(
  '%s in the middle of a build ends it, and the rows so far are written',
  async name => {
    const folder = mkdtempSync(join(tmpdir(), 'hopwise-interrupt-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const [submissions, out, temporary, marks] = ['submissions', 'out', 'tmp', 'marks'].map(each => {
      mkdirSync(join(folder, each))
      return join(folder, each)
    }) as [string, string, string, string]
    const pid = join(marks, 'pid')
    handIn(join(submissions, 'ada'), 'exit 1')
    handIn(join(submissions, 'bob'), `echo $$ > ${pid}.new; mv ${pid}.new ${pid}; exec sleep 600`)
    const args = [MAIN, submissions, '--out', out, '--stages', '1', '--jobs', '1', '--sandbox', 'none', '--seed', '7']
    const running = spawn(process.execPath, args, { stdio: 'ignore', env: { ...process.env, TMPDIR: temporary } })
    onTestFinished(() => void running.kill('SIGKILL'))
    await appears(marks, 'pid')
    running.kill(name)
    const [status] = await once(running, 'exit')
    expect(status).toBe(1)
    expect(() => process.kill(Number(readFileSync(pid, 'utf8')), 0)).toThrow('ESRCH')
    const rows = parse(readFileSync(join(out, 'grades.csv'), 'utf8'), { columns: true }) as Record<string, string>[]
    expect(rows.map(({ student, status }) => [student, status])).toEqual([['ada', 'refused']])
    expect(existsSync(join(out, 'class.html'))).toBe(true)
    expect(existsSync(join(out, 'students', 'bob', 'record.json'))).toBe(false)
    expect(readdirSync(temporary).filter(each => each.startsWith('hopwise-'))).toEqual([])
  },
)

test.skipIf(process.platform === 'win32')(
  'a second signal ends it at once, and what a submission has started with it',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hopwise-interrupt-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const [submissions, temporary, marks] = ['submissions', 'tmp', 'marks'].map(each => {
      mkdirSync(join(folder, each))
      return join(folder, each)
    }) as [string, string, string]
    const stays = `trap '' TERM; echo $$ > ${marks}/new; mv ${marks}/new ${marks}/pid; while :; do sleep 1; done`
    mkdirSync(join(submissions, 'ada'))
    const said = { stages: { 1: { run: ['sh', '-c', stays, '{port}'] } } }
    writeFileSync(join(submissions, 'ada', 'proxy.json'), JSON.stringify(said))
    const args = [MAIN, submissions, '--out', join(folder, 'out'), '--stages', '1', '--sandbox', 'none', '--seed', '7']
    const running = spawn(process.execPath, args, { stdio: 'ignore', env: { ...process.env, TMPDIR: temporary } })
    onTestFinished(() => void running.kill('SIGKILL'))
    const ended = once(running, 'exit')
    await appears(marks, 'pid')
    const pid = Number(readFileSync(join(marks, 'pid'), 'utf8'))
    onTestFinished(() => void isAlive(pid, 'SIGKILL'))
    // One that follows closely is the same one, told twice: by the terminal and by npm.
    const again = setInterval(() => running.kill('SIGTERM'), 300)
    expect((await ended)[0]).toBe(2)
    clearInterval(again)
    await vi.waitFor(() => expect(isAlive(pid, 0)).toBe(false), { timeout: 8000 })
    const left = () => readdirSync(temporary).filter(each => each.startsWith('hopwise-'))
    await vi.waitFor(() => expect(left()).toEqual([]), { timeout: 8000 })
  },
)

function isAlive(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}

function handIn(folder: string, build: string): void {
  mkdirSync(folder)
  const said = { build: ['sh', '-c', build], stages: { 1: { run: ['./echo', '{port}'] } } }
  writeFileSync(join(folder, 'proxy.json'), JSON.stringify(said))
}

async function appears(folder: string, file: string): Promise<void> {
  const watcher = watch(folder)
  try {
    while (!existsSync(join(folder, file))) await once(watcher, 'change')
  } finally {
    watcher.close()
  }
}
