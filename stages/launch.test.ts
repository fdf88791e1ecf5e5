import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { Chalk } from 'chalk'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startEmbedded } from '../backends/embedded.ts'
import { accepts, freePort } from '../backends/port.ts'
import { launch, type Place } from './launch.ts'
import { readRequest, type StageRequest } from './request.ts'

const LAST_LINE = 'Ctrl-C stops it.'
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hopwise-test-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function confWith(...ports: number[]): Promise<string> {
  const file = join(folder, `${ports.join('-')}.conf`)
  await writeFile(file, JSON.stringify({ backend_servers: ports.map(port => ({ ip: '127.0.0.1', port })) }))
  return file
}

/** A launch that is under way: what it has said so far, and a wait for a word. */
function launched(args: string[], place: Partial<Place> & { defaultConf: string }) {
  const errors = new PassThrough({ encoding: 'utf8' })
  const said = { text: '' }
  errors.on('data', chunk => {
    said.text += chunk
  })
  const anyPort = args.includes('--port') ? [] : ['--port', '0']
  const request = readRequest([...anyPort, ...args], {}) as StageRequest
  const status = launch(request, {
    stages: join(import.meta.dirname, 'fake-stages'),
    errors,
    paint: new Chalk({ level: 0 }),
    ...place,
  })
  const saying = async (word: string) => {
    while (!said.text.includes(word)) await Promise.race([once(errors, 'data'), status.then(() => failure(word))])
  }
  const failure = (word: string) => {
    throw new Error(`ended without saying ${word}: ${said.text}`)
  }
  return { said, status, saying }
}

// The same that a terminal or a shell would do, but to our listeners alone: vitest's process lives on.
function signal(): void {
  process.emit('SIGTERM', 'SIGTERM')
}

test('embedded backends stand in for the silent ones of the default conf, and go with the stage', async () => {
  await using real = await startEmbedded([0])
  const [answering = 0] = real.ports
  const silent = await freePort(0, '127.0.0.1')
  const run = launched(['3', '--strategy', 'round-robin'], { defaultConf: await confWith(answering, silent) })
  await run.saying(LAST_LINE)
  expect(run.said.text).toContain(`backends  127.0.0.1:${answering}\n`)
  expect(run.said.text).toContain(`127.0.0.1:${silent}  embedded`)
  expect(run.said.text).toMatch(/^strategy round-robin\n/)
  expect(run.said.text).not.toContain('listening on')

  const port = Number(/listens on 127\.0\.0\.1:(\d+)/.exec(run.said.text)?.[1])
  expect([await accepts('127.0.0.1', port), await accepts('127.0.0.1', silent)]).toEqual([true, true])
  signal()
  expect(await run.status).toBe(0)
  expect(run.said.text).toMatch(/stopping\n$/)
  expect([await accepts('127.0.0.1', port), await accepts('127.0.0.1', silent)]).toEqual([false, false])
})

test('with --pcap there is a tap before the stage and one before each backend, and the file is whole at the end', async () => {
  await using real = await startEmbedded([0])
  const [answering = 0] = real.ports
  const file = join(folder, 'stage.pcapng')
  const run = launched(['3', '--pcap', file], { defaultConf: await confWith(answering) })
  await run.saying(LAST_LINE)
  expect(run.said.text).toContain(`backends  127.0.0.1:${answering}\n`)
  const port = Number(/listens on 127\.0\.0\.1:(\d+)/.exec(run.said.text)?.[1])
  const conf = /^conf (.*)$/m.exec(run.said.text)?.[1] ?? ''
  const [{ port: tapped }] = JSON.parse(await readFile(conf, 'utf8')).backend_servers
  expect(tapped).not.toBe(answering)
  expect([await accepts('127.0.0.1', port), await accepts('127.0.0.1', tapped)]).toEqual([true, true])
  signal()
  expect(await run.status).toBe(0)
  expect(run.said.text).toContain(`stage: ${file}: 2 connections; open it in Wireshark`)
  expect((await readFile(file)).readUInt32LE(0)).toBe(0x0a0d0d0a)
  expect([await accepts('127.0.0.1', port), await accepts('127.0.0.1', tapped)]).toEqual([false, false])
  await expect(readFile(conf)).rejects.toThrow('ENOENT')
})

test('a port that is taken is said before the capture of yesterday is written over', async () => {
  await using other = await startEmbedded([0])
  const file = join(folder, 'yesterday.pcapng')
  await writeFile(file, 'precious')
  const run = launched(['1', '--port', String(other.ports[0]), '--pcap', file], { defaultConf: await confWith(1) })
  await expect(run.status).rejects.toThrow(`port ${other.ports[0]} on 127.0.0.1 is in use`)
  expect(await readFile(file, 'utf8')).toBe('precious')
})

test('for an own conf nothing is started', async () => {
  const silent = await freePort(0, '127.0.0.1')
  const conf = await confWith(silent)
  const run = launched(['3', '--conf', conf], { defaultConf: join(folder, 'other.conf') })
  await run.saying(LAST_LINE)
  expect(run.said.text).toContain(`127.0.0.1:${silent}  does not answer`)
  expect(await accepts('127.0.0.1', silent)).toBe(false)
  signal()
  expect(await run.status).toBe(0)
})

test('a stage that ends at once has its one line shown and its status returned, without a banner', async () => {
  const run = launched(['1'], { defaultConf: await confWith(1) })
  expect(await run.status).toBe(2)
  expect(run.said.text).toBe('servers.conf: backend_servers is missing')
})

test('a stage that does not stop is killed', async () => {
  const run = launched(['5'], { defaultConf: join(folder, 'none.conf'), graceMs: 50 })
  await run.saying(LAST_LINE)
  signal()
  expect(await run.status).toBe(128 + 9)
  expect(run.said.text).toMatch(/stage: stage 5 did not stop in time and was killed\n$/)
})

test('a stage that is not there is named with its place', async () => {
  const run = launched(['6'], { defaultConf: join(folder, 'none.conf') })
  await expect(run.status).rejects.toThrow('stage 6 is not there: stages/fake-stages/06-request-id/main.ts is missing')
})
