// What the system writes about processes and sockets, read as it is on Linux and as other systems write it.
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import { listeners, listenersOf, parseLsof, parseSocketLine } from './listeners.ts'
import { allProcesses, hasProc, parsePsLine, parseStat, processRow } from './process-table.ts'
import { cpuMs, descriptors, memoryBytes, pidsOf } from './process-tree.ts'

// A pid above the largest that Linux gives.
const NOBODY = 4_194_305

test('a name with blanks and parentheses does not shift the fields of /proc/PID/stat', () => {
  const line = '42 (my (odd) name) S 7 40 39 0 -1 4194304 1 0 0 0 11 5 3 1 20 0 1 0 987 100 50'
  expect(parseStat(line)).toEqual({
    pid: 42,
    name: 'my (odd) name',
    hasEnded: false,
    parent: 7,
    group: 40,
    session: 39,
    cpuMs: 200,
    startedAtTicks: 987,
  })
  expect(parseStat(line.replace(' S ', ' Z ')).hasEnded).toBe(true)
})

test.each([
  ['  501   1  501 Ss     0:01.25 /usr/local/bin/node', { pid: 501, parent: 1, group: 501, cpuMs: 1250, name: 'node' }],
  ['7 5 5 R+ 1-02:03:04 my program', { pid: 7, parent: 5, group: 5, cpuMs: 93_784_000, name: 'my program' }],
  ['7 5 5 Z 00:00:00 x', { hasEnded: true }],
])('a line of ps: %s', (line, row) => {
  expect(parsePsLine(line)).toMatchObject(row)
})

test('what is no line of ps is none', () => {
  expect(parsePsLine('')).toBeUndefined()
  expect(parsePsLine('ps: illegal option')).toBeUndefined()
})

test('this process is in the table, and one that is not there is not', () => {
  expect(processRow(process.pid)).toMatchObject({ pid: process.pid, parent: process.ppid, hasEnded: false })
  expect(allProcesses().get(process.pid)?.parent).toBe(process.ppid)
  expect(processRow(NOBODY)).toBeUndefined()
})

test.runIf(canRunPs())('ps is understood as it is on this system', () => {
  const lines = execFileSync('ps', ['-axo', 'pid=,ppid=,pgid=,state=,time=,comm='], { encoding: 'utf8' })
    .trim()
    .split('\n')
  const rows = lines.map(parsePsLine)
  expect(rows.every(row => row !== undefined)).toBe(true)
  expect(rows.find(row => row?.pid === process.pid)?.parent).toBe(process.ppid)
})

describe.runIf(hasProc)('a process that is gone', () => {
  test('has no descendants and uses nothing', () => {
    expect(pidsOf(NOBODY)).toEqual([])
    expect([memoryBytes([NOBODY]), descriptors([NOBODY]), cpuMs([NOBODY])]).toEqual([0, 0, 0])
    expect(listeners([NOBODY])).toEqual([])
  })
})

test.runIf(hasProc)('memory is the resident memory that Node itself tells', () => {
  const told = process.memoryUsage.rss()
  const seen = memoryBytes([process.pid]) ?? 0
  expect(Math.abs(seen - told)).toBeLessThan(0.2 * told)
})

test.runIf(hasProc).each(['127.0.0.1', '::1', '0.0.0.0', '::'])(
  'a listener of this process on %s is found',
  async host => {
    const server = createServer()
    server.listen(0, host)
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    expect(listeners([process.pid])).toContainEqual({ port, host, pid: process.pid })
    expect(listenersOf(port, [process.pid, NOBODY])).toEqual([process.pid])
    expect(listenersOf(port, [NOBODY])).toEqual([])
    server.close()
    await once(server, 'close')
    expect(listenersOf(port, [process.pid])).toEqual([])
  },
)

test('only listening sockets count', () => {
  const listening =
    '   0: 0100007F:1F40 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100 0 0 10 0'
  expect(parseSocketLine(listening)).toEqual({ host: '127.0.0.1', port: 8000, inode: '4711' })
  expect(parseSocketLine(listening.replace(' 0A ', ' 01 '))).toBeUndefined()
})

test.each([
  ['00000000000000000000000000000000', '::'],
  ['00000000000000000000000001000000', '::1'],
  ['B80D0120000000000000000001000000', '2001:db8::1'],
  ['0000000000000000FFFF00000100007F', '127.0.0.1'],
])('the IPv6 address %s is %s', (hex, host) => {
  const line = `0: ${hex}:1F40 0:0 0A 0:0 0:0 0 0 0 1`
  expect(parseSocketLine(line)?.host).toBe(host)
})

test('lsof names a process once and then its sockets', () => {
  expect(parseLsof('p501\nf12\nn127.0.0.1:9000\nf13\nn[::1]:9001\np502\nf3\nn*:80\n')).toEqual([
    { pid: 501, host: '127.0.0.1', port: 9000 },
    { pid: 501, host: '::1', port: 9001 },
    { pid: 502, host: '*', port: 80 },
  ])
})

function canRunPs(): boolean {
  try {
    execFileSync('ps', ['-axo', 'pid='], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
