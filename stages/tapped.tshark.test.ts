// The capture of `npm run stage 6 -- --pcap FILE` beside one that dumpcap made of the same minute on the loopback interface.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { Agent, get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startEmbedded } from '../backends/embedded.ts'
import { freePort } from '../backends/port.ts'
import { asHttp, fieldsOf, warningsIn } from '../capture/test/tshark.ts'

const REQUESTS = 1000
const CLIENTS = 20
const HOST = '127.0.0.1'
const COLUMNS = ['tcp.srcport', 'http.request.uri', 'http.response.code', 'http.header.X-Request-ID', 'tcp.stream']
const WITH_IDS = ['-o', 'uat:custom_http_header_fields:"X-Request-ID","exchange"']

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hopwise-dumpcap-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** Resolves when it has said `word` on standard error. */
async function saying(child: ChildProcess, word: string): Promise<void> {
  let said = ''
  for await (const text of child.stderr ?? []) {
    said += text
    if (said.includes(word)) return
  }
  throw new Error(`ended without saying ${word}: ${said}`)
}

function ask(agent: Agent, port: number, path: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const request = get({ host: HOST, port, path, agent }, response => {
    response.resume().on('end', resolve).on('error', reject)
  })
  request.on('error', reject)
  return promise
}

interface Message {
  readonly port: string
  readonly stream: string
  readonly said: string
}

/** Requests and responses on connections with `port`, in order; several in a packet apart. */
function messagesIn(file: string, port: number): Message[] {
  return fieldsOf(
    file,
    `http && tcp.port == ${port} && !(http contains "sentinel")`,
    COLUMNS,
    ...asHttp([port]),
    ...WITH_IDS,
  ).flatMap(([source = '', uris = '', codes = '', ids = '', stream = '']) => {
    const named = ids === '' ? [] : ids.split(',')
    return (uris || codes).split(',').map((what, at) => ({ port: source, stream, said: `${what} ${named[at] ?? ''}` }))
  })
}

/**
 * By stream what was asked and what was answered, each in order; streams in an order of their own. Of two directions that are
 * busy at the same time only each one's own order is a fact.
 */
function byStream(messages: readonly Message[]): string[][] {
  const groups = [...Map.groupBy(messages, ({ stream }) => stream).values()]
  return groups
    .map(group => {
      const said = group.map(each => each.said)
      return [...said.filter(each => each.startsWith('/')), ...said.filter(each => !each.startsWith('/'))]
    })
    .sort(([a = ''], [b = '']) => (a < b ? -1 : 1))
}

// Capturing on an interface is root's; in CI nothing may be skipped.
test.runIf(process.getuid?.() === 0 || process.env.CI)(
  'a thousand requests through stage 6: the tap tells the same as dumpcap, request by request',
  async () => {
    await using backends = await startEmbedded([0, 0, 0])
    const port = await freePort(0, HOST)
    const conf = join(folder, 'servers.conf')
    await writeFile(conf, JSON.stringify({ backend_servers: backends.ports.map(each => ({ ip: HOST, port: each })) }))
    const [tapped, dumped] = [join(folder, 'tap.pcapng'), join(folder, 'dumpcap.pcapng')]
    const filter = [port, ...backends.ports].map(each => `tcp port ${each}`).join(' or ')
    const stage = spawn(
      process.execPath,
      [join(import.meta.dirname, 'run.ts'), '6', '--port', String(port), '--conf', conf, '--pcap', tapped],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    )
    const dumpcap = spawn('dumpcap', ['-i', 'lo', '-q', '-B', '64', '-f', filter, '-w', dumped], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS })
    try {
      await Promise.all([saying(stage, 'Ctrl-C stops it'), saying(dumpcap, 'File:')])
      const numbers = Array.from({ length: REQUESTS }, (_, number) => number)
      await Promise.all(numbers.map(number => ask(agent, port, `/hello.txt?number=${number}`)))
      // What dumpcap has read before this it has written before this.
      while (!(await readFile(dumped)).includes('sentinel')) {
        await ask(agent, port, '/hello.txt?sentinel')
        await pause(50)
      }
    } finally {
      agent.destroy()
      for (const child of [stage, dumpcap]) {
        child.kill('SIGINT')
        if (child.exitCode === null) await once(child, 'exit')
      }
    }

    const [seen, told] = [messagesIn(dumped, port), messagesIn(tapped, port)]
    expect(told.filter(({ said }) => said.startsWith('/'))).toHaveLength(REQUESTS)
    // Before the proxy even the ports are the same: each client's requests and answers, in order.
    const withPorts = (messages: readonly Message[]) =>
      Object.fromEntries(
        Map.groupBy(messages, ({ port }) => port)
          .entries()
          .map(([from, group]) => [from, group.map(({ said }) => said)]),
      )
    expect(Object.keys(withPorts(told))).toHaveLength(CLIENTS + 1)
    for (const [from, said] of Object.entries(withPorts(seen)))
      if (from !== String(port)) expect(withPorts(told)[from]).toEqual(said)
    expect(byStream(told)).toEqual(byStream(seen))
    // Behind it: the same requests in the same order on the same connections, told by their ids.
    for (const backend of backends.ports)
      expect(byStream(messagesIn(tapped, backend))).toEqual(byStream(messagesIn(dumped, backend)))
    expect(warningsIn(tapped)).toEqual([])
  },
)
