import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { asHttp, fieldsOf, run, warningsIn } from '../capture/test/tshark.ts'
import { CHECKS } from './registry.ts'
import { toPcapng } from './report/pcapng.ts'
import { streamsOf } from './report/pcapng-streams.ts'
import type { StageNumber } from './result.ts'
import { countMessages, type Played, play } from './test/played.ts'

let folder: string
let count = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hopwise-captures-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** The capture of a check, with the ports on which somebody listened. */
async function captured(id: string, stage: StageNumber, subject?: string) {
  const check = CHECKS.find(each => each.id === id)
  if (check === undefined) throw new Error(`there is no check ${id}`)
  const played = await play(check, stage, subject)
  const { bytes, filter } = toPcapng(played.check, played.recording)
  count += 1
  const file = join(folder, `${count}.pcapng`)
  await writeFile(file, bytes)
  const streams = new Set(streamsOf(played.recording.events).filter(stream => stream !== undefined))
  const ports = new Set([...streams].map(stream => stream.parties.listener.port))
  return { played, file, filter, streams: [...streams], ports }
}

/** Requests and responses of each stream, as tshark counts them. */
function countsIn(file: string, ports: Iterable<number>) {
  const counts = new Map<number, { requests: number; responses: number }>()
  const columns = ['tcp.stream', 'http.request.method', 'http.response.code']
  for (const [stream, methods = '', codes = ''] of fieldsOf(file, 'http', columns, ...asHttp(ports))) {
    const mine = counts.get(Number(stream)) ?? { requests: 0, responses: 0 }
    mine.requests += methods === '' ? 0 : methods.split(',').length
    mine.responses += codes === '' ? 0 : codes.split(',').length
    counts.set(Number(stream), mine)
  }
  return counts
}

function expectedCounts({ recording: { events } }: Played) {
  const streams = streamsOf(events)
  const byName = countMessages(events)
  return new Map(
    [...byName].map(([connection, counts]) => {
      const at = events.findIndex(event => event.connection === connection)
      return [streams[at]?.index, counts]
    }),
  )
}

test.each([
  ['pipelining.order', 4],
  ['pipelining.forty', 4],
  ['forward.get', 3],
  ['route.out-of-turn', 6],
] as const)('%s: no dissector of TCP or IP warns, and each stream holds the requests and responses that were recorded', async (id, stage) => {
  const { played, file, ports } = await captured(id, stage)
  expect(played.verdict).toBe('passed')
  expect(warningsIn(file)).toEqual([])
  const expected = expectedCounts(played)
  expect([...expected.values()].some(({ requests }) => requests > 0)).toBe(true)
  expect(countsIn(file, ports)).toEqual(expected)
})

test('names resolve: clients, proxy and backends are told apart', async () => {
  const { file } = await captured('pipelining.order', 4)
  const hosts = new Set(fieldsOf(file, 'tcp', ['ip.src_host', 'ip.dst_host']).flat())
  expect([...hosts].sort()).toEqual(['backend-1', 'backend-2', 'backend-3', 'client-1', 'client-2', 'proxy'])
})

test('ports are true: those of the recording, in the same order', async () => {
  const { file, played } = await captured('pipelining.order', 4)
  const seen = fieldsOf(file, 'tcp.flags.syn == 1 && tcp.flags.ack == 0', ['tcp.srcport', 'tcp.dstport'])
  const opened = played.recording.events.filter(({ kind }) => kind === 'open')
  expect(seen).toEqual(opened.map(({ fromPort, toPort }) => [String(fromPort), String(toPort)]))
})

test('data stands at its microsecond', async () => {
  const { file, played } = await captured('pipelining.order', 4)
  const seen = fieldsOf(file, 'tcp.len > 0', ['frame.time_epoch', 'tcp.len'])
  const { beganAtMs, events } = played.recording
  const sent = events.filter(({ kind }) => kind === 'bytes')
  expect(seen.map(([at]) => Number(at).toFixed(6))).toEqual(
    sent.map(({ atMs }) => (Math.round((beganAtMs + atMs) * 1000) / 1e6).toFixed(6)),
  )
  expect(seen.map(([, length]) => Number(length))).toEqual(sent.map(({ byteCount }) => byteCount))
})

test('the check’s sentence is the comment of the section, and the place where it went wrong is marked', async () => {
  const { file, played, filter } = await captured('pipelining.order', 4, 'impostor:answers-as-they-come')
  expect(played.verdict).toBe('failed')
  expect(warningsIn(file)).toEqual([])
  expect(run('capinfos', [file])).toContain('Pipelined requests are answered in the order in which they came')
  const [[stream, comment = ''] = []] = fieldsOf(file, 'frame.comment && tcp.stream == 0', [
    'tcp.stream',
    'frame.comment',
  ])
  expect(comment).toContain('expected the answer to request 1')
  expect(comment).toContain('FAILED: client 1 got the answer to somebody else')
  expect(filter).toBe(`tcp.stream eq ${stream}`)
})

test('a client that stops to read announces a window of zero, and nothing else is wrong', async () => {
  const { file, played, streams } = await captured('flow.client-does-not-read', 5)
  expect(played.verdict).toBe('passed')
  const paused = fieldsOf(file, 'tcp.analysis.zero_window', ['tcp.stream', 'ip.src_host'])
  expect(new Set(paused.map(([, host]) => host))).toEqual(new Set(['client-1']))
  expect(streams[Number(paused[0]?.[0])]?.name.name).toBe('client-1')
  expect(warningsIn(file).filter(line => !/zero ?window/i.test(line))).toEqual([])
})

test('what leads to a failed check shows something: every display filter lets packets through', async () => {
  const filters: string[] = []
  const failing = [
    ['echo.half-close', 1, 'impostor:echo-never-closes'],
    ['failover.one-refuses', 3, 'impostor:no-failover'],
    ['cut.length', 3, 'impostor:cut-body-mended'],
    ['pipelining.order', 4, 'impostor:answers-as-they-come'],
    ['id.uuid', 6, 'impostor:id-without-dashes'],
  ] as const
  for (const [id, stage, subject] of failing) {
    const { file, played, filter, ports } = await captured(id, stage, subject)
    expect([id, played.verdict]).toEqual([id, 'failed'])
    filters.push(filter)
    expect([filter, fieldsOf(file, filter, ['frame.number'], ...asHttp(ports)).length]).not.toEqual([filter, 0])
    expect([id, fieldsOf(file, 'frame.comment contains "FAILED"', ['frame.number']).length]).toEqual([id, 1])
    expect([id, warningsIn(file)]).toEqual([id, []])
  }
  expect(filters).toEqual([
    'tcp.stream eq 0',
    'http.response.code == 502',
    'tcp.stream eq 0',
    'tcp.stream eq 0',
    'http.request.line contains "X-Request-ID"',
  ])
})
