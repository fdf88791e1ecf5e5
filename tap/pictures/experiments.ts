// What is done to each stage so that its lesson's picture has something to show. EDGE: opens sockets.
import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

export interface Experiment {
  readonly stage: number
  /** Below stages/. */
  readonly folder: string
  readonly filter: string
  readonly backends: number
  /** Of the packets that the filter lets through. */
  readonly mostRows?: number
  readonly act: (port: number) => Promise<void>
}

const get = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: lab.test\r\n${more}\r\n`
const CLOSE = 'Connection: close\r\n'

export const EXPERIMENTS: readonly Experiment[] = [
  { stage: 1, folder: '01-echo', filter: 'tcp.stream eq 0', backends: 0, act: port => say(port, ['hello\n']) },
  {
    stage: 2,
    folder: '02-parse',
    filter: 'tcp.len > 0',
    backends: 0,
    act: port => say(port, ['GET /a?b=1 HT', 'TP/1.1\r\nHost: lab', '.test\r\n\r\n'], { thenFin: false }),
  },
  {
    stage: 3,
    folder: '03-forward',
    filter: 'http',
    backends: 3,
    act: async port => {
      for (const path of ['/1', '/2', '/3']) await say(port, [get(`/hello.txt?${path}`)], { thenFin: false })
    },
  },
  {
    stage: 4,
    folder: '04-pipelining',
    filter: 'http',
    backends: 3,
    act: port =>
      say(port, [get('/hello.txt?1') + get('/hello.txt?2') + get('/hello.txt?3', CLOSE)], { thenFin: false }),
  },
  {
    stage: 5,
    folder: '05-nonblocking',
    filter: 'tcp.analysis.zero_window || tcp.analysis.window_update',
    backends: 1,
    mostRows: 6,
    act: async port => {
      const socket = await dial(port)
      socket.pause()
      socket.write(get('/10m.bin') + get('/10m.bin') + get('/10m.bin', CLOSE))
      // Long enough that everybody on the way has stopped.
      await pause(2500)
      await read(socket)
    },
  },
  {
    stage: 6,
    folder: '06-request-id',
    filter: 'http.request && frame.interface_name == "backends" && http.request.uri contains "client"',
    backends: 1,
    act: async port => {
      // The backend has to have shown once that it sends ids back.
      await say(port, [get('/hello.txt', CLOSE)], { thenFin: false })
      const clients = [1, 2, 3, 4, 5]
      await Promise.all(clients.map(each => say(port, [get(`/hello.txt?client=${each}`, CLOSE)], { thenFin: false })))
    },
  },
]

/** Each piece in a segment of its own; resolves when the other side has ended, too. */
async function say(port: number, pieces: readonly string[], { thenFin = true } = {}): Promise<void> {
  const socket = await dial(port)
  for (const piece of pieces) {
    socket.write(piece)
    await pause(20)
  }
  if (thenFin) socket.end()
  await read(socket)
}

function dial(port: number): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>()
  const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true, noDelay: true })
  socket.once('connect', () => resolve(socket)).once('error', reject)
  return promise
}

function read(socket: Socket): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  socket.on('end', () => socket.end()).on('close', () => resolve())
  socket.resume()
  return promise
}
