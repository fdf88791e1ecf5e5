// Commands that are expected to end by themselves.
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { LaunchCommand } from '../subject.ts'
import { hasProc } from './process-table.ts'
import { runToEnd } from './run-to-end.ts'
import { isRunning, Stand } from './test/stand.ts'

let stand: Stand

beforeEach(async () => {
  stand = await Stand.open()
})

afterEach(() => stand.close())

test('the exit code and both outputs are told', async () => {
  const command = stand.node(`console.log('out'); console.error('servers.conf: not JSON'); process.exitCode = 2`)
  expect(await run(command)).toEqual({
    code: 2,
    signal: null,
    stdout: 'out\n',
    stderr: 'servers.conf: not JSON\n',
    timedOut: false,
    breach: null,
  })
})

test('a signal is told instead of a code', async () => {
  expect(await run(stand.node(`process.kill(process.pid, 'SIGKILL')`))).toMatchObject({
    code: null,
    signal: 'SIGKILL',
    timedOut: false,
  })
})

test('what does not end in time is killed together with its children', async () => {
  const command = stand.node(`process.on('SIGTERM', () => {})
    const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' })
    console.log(child.pid)
    setInterval(() => {}, 1000)`)
  const result = await run(command, 1500)
  expect(result).toMatchObject({ code: null, signal: 'SIGKILL', timedOut: true })
  expect(isRunning(Number(result.stdout))).toBe(false)
})

test.runIf(hasProc)('what it left behind is killed when it ends', async () => {
  const command =
    stand.node(`const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit', detached: true })
    child.unref()
    console.log(child.pid)`)
  const result = await run(command)
  expect(result).toMatchObject({ code: 0, timedOut: false })
  expect(isRunning(Number(result.stdout))).toBe(false)
})

test('a program that is not there is named', async () => {
  await expect(run({ argv: ['./proxy'], cwd: stand.directory })).rejects.toThrow(
    `./proxy: there is no ${stand.directory}/proxy`,
  )
})

test('a program that may not be run is named as its folder knows it', async () => {
  const name = stand.write('#!/bin/sh\n', 'sh')
  const remedy = `: ${name} may not be run; chmod +x ${name} mends that`
  await expect(run({ argv: [`./${name}`], cwd: stand.directory })).rejects.toThrow(remedy)
  await expect(run({ argv: [join(stand.directory, name)], cwd: stand.directory })).rejects.toThrow(remedy)
})

test('a script whose interpreter is missing is named', async () => {
  const name = stand.write('#!/no/such/interpreter\n', 'sh')
  chmodSync(`${stand.directory}/${name}`, 0o755)
  await expect(run({ argv: [`./${name}`], cwd: stand.directory })).rejects.toThrow(
    /the interpreter named in the first line/,
  )
})

function run(command: LaunchCommand, limitMs = 20_000) {
  return runToEnd(command, { directory: stand.directory, limitMs })
}
