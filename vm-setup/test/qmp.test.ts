// QEMU's monitor, played: greeting, events in between, errors, silence, and a line in pieces.
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { monitorPath } from '../qemu/qemu-process.ts'
import { openQmp } from '../qemu/qmp.ts'

let path = ''
let server: Server
let onCommand: (command: string, socket: Socket) => void
beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), 'hopwise-qmp-')), 'qmp.sock')
  server = createServer(socket => {
    socket.on('error', () => {})
    socket.write('{"QMP": {"version": {}, "capabilities": []}}\r\n')
    socket.on('data', data => {
      for (const line of String(data).trim().split('\n')) {
        const { execute } = JSON.parse(line)
        if (execute === 'qmp_capabilities') socket.write('{"return": {}}\r\n')
        else onCommand(execute, socket)
      }
    })
  })
  await new Promise<void>(resolve => server.listen(path, resolve))
})
afterEach(async () => {
  await new Promise(resolve => server.close(resolve))
  await rm(join(path, '..'), { recursive: true, force: true })
})

test('a command is answered, whatever events come in between and however the line is cut', async () => {
  onCommand = (_command, socket) => {
    socket.write('{"event": "STOP", "data": {}}\r\n{"return": {"sta')
    setImmediate(() => socket.write('tus": "paused"}}\r\n'))
  }
  const qmp = await openQmp(path, 10_000)
  expect(await qmp.run('query-status')).toEqual({ status: 'paused' })
  qmp.close()
})

test("a refusal is told in QEMU's own words", async () => {
  onCommand = (_command, socket) => socket.write('{"error": {"class": "GenericError", "desc": "no such disk"}}\r\n')
  const qmp = await openQmp(path, 10_000)
  await expect(qmp.run('eject')).rejects.toThrow('QEMU: no such disk')
  qmp.close()
})

test('one that falls silent, or dies, is not waited for', async () => {
  onCommand = () => {}
  const silent = await openQmp(path, 200)
  await expect(silent.run('query-status')).rejects.toThrow(/did not answer query-status within 0\.2 s/)
  onCommand = (_command, socket) => socket.destroy()
  const dying = await openQmp(path, 10_000)
  await expect(dying.run('query-status')).rejects.toThrow(/it closed/)
})

test('where nobody listens, nobody is found', async () => {
  await expect(openQmp(`${path}.none`, 1000)).rejects.toThrow(/ENOENT/)
})

test('the path of a socket stays within what systems allow', () => {
  const deep = join('/home', 'x'.repeat(150))
  expect(Buffer.byteLength(monitorPath(deep, 'linux'))).toBeLessThan(104)
  expect(monitorPath(deep, 'linux')).not.toBe(monitorPath(`${deep}y`, 'linux'))
  expect(monitorPath('/a', 'linux')).toBe('/a/qmp.sock')
  expect(monitorPath('C:\\a', 'win32')).toMatch(/^\\\\\.\\pipe\\hopwise-[0-9a-f]{16}$/)
})
