// `npm run pictures`: runs each stage with --pcap, does to it what its lesson says, and has tshark tell the packet list, which becomes
// stages/NN-name/packets.svg. Needs tshark. Exit status 0; 2 for bad usage, or if a picture could not be made.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readFlags } from '../../backends/command-line.ts'
import { startEmbedded } from '../../backends/embedded.ts'
import { freePort } from '../../backends/port.ts'
import { makeTemporaryFolder } from '../../backends/temporary-folder.ts'
import { goOnUnread } from '../../backends/unread.ts'
import { EXPERIMENTS, type Experiment } from './experiments.ts'
import { type Packet, type Tone, toSvg } from './packet-list.ts'

const STAGES = join(import.meta.dirname, '..', '..', 'stages')
const COLUMNS = [
  'frame.number',
  'frame.time_relative',
  'ip.src_host',
  'ip.dst_host',
  '_ws.col.Info',
  'http',
  'tcp.flags',
  'tcp.analysis.flags',
]

const HELP = `Usage: npm run pictures

Makes the packet lists of the lessons anew: runs each stage with --pcap, does to it what its lesson says, and writes what
tshark tells of it over stages/NN-name/packets.svg. Needs tshark; takes no flags.
`

goOnUnread()
try {
  const options = { help: { type: 'boolean', short: 'h', default: false } } as const
  const { values } = readFlags({ options }, 'npm run pictures takes no flags; -- --help tells what it does')
  if (values.help) process.stdout.write(HELP)
  else await makeAll()
} catch (failure) {
  const { code, syscall } = failure as NodeJS.ErrnoException
  const missing = code === 'ENOENT' && syscall?.startsWith('spawn')
  const why = missing ? 'tshark is not installed; npm run doctor tells how' : (failure as Error).message
  process.stderr.write(`pictures: ${why}\n`)
  process.exitCode = 2
}

async function makeAll(): Promise<void> {
  for (const experiment of EXPERIMENTS) {
    const packets = await play(experiment)
    if (packets.length === 0) throw new Error(`stage ${experiment.stage}: ${experiment.filter} shows nothing`)
    const file = join(STAGES, experiment.folder, 'packets.svg')
    await writeFile(file, toSvg(experiment.filter, packets))
    process.stdout.write(`${file}: ${packets.length} packets\n`)
  }
}

async function play({ stage, filter, backends: count, mostRows, act }: Experiment): Promise<Packet[]> {
  const folder = makeTemporaryFolder('hopwise-pictures')
  await using backends = await startEmbedded(Array.from({ length: Math.max(1, count) }, () => 0))
  try {
    const port = await freePort(0, '127.0.0.1')
    const [conf, file] = [join(folder, 'servers.conf'), join(folder, 'stage.pcapng')]
    const backend_servers = backends.ports.map(each => ({ ip: '127.0.0.1', port: each }))
    await writeFile(conf, JSON.stringify({ backend_servers }))
    const args = [String(stage), '--port', String(port), '--conf', conf, '--pcap', file]
    const child = spawn(process.execPath, [join(STAGES, 'run.ts'), ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
    const ended = once(child, 'exit')
    try {
      await saying(child.stderr, 'Ctrl-C stops it')
      await act(port)
    } finally {
      child.kill('SIGINT')
      await ended
    }
    return packetsIn(file, filter, [port, ...backends.ports]).slice(0, mostRows)
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function saying(stream: AsyncIterable<Buffer> & NodeJS.ReadableStream, word: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let said = ''
  stream.on('data', text => {
    said += text
    if (said.includes(word)) resolve()
  })
  stream.on('end', () => reject(new Error(said.trim())))
  return promise
}

function packetsIn(file: string, filter: string, ports: readonly number[]): Packet[] {
  const asHttp = ports.flatMap(port => ['-d', `tcp.port==${port},http`])
  const fields = COLUMNS.flatMap(name => ['-e', name])
  const args = ['-r', file, '-N', 'n', ...asHttp, '-Y', filter, '-T', 'fields', ...fields]
  const lines = execFileSync('tshark', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).split('\n')
  return lines
    .filter(line => line !== '')
    .map(line => {
      const [number = '', seconds = '', source = '', destination = '', info = '', ...signs] = line.split('\t')
      return { number, seconds: Number(seconds).toFixed(6), source, destination, info, tone: toneOf(signs) }
    })
}

function toneOf([http, flags = '', analysis]: readonly string[]): Tone {
  if (analysis) return 'bad'
  if (http) return 'http'
  return (Number(flags) & 3) > 0 ? 'ends' : 'tcp'
}
