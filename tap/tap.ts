// A listener that passes every connection on to somebody else and records it. EDGE: opens sockets.
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { listenError } from '../backends/running-backends.ts'
import { relay } from './relay.ts'
import type { Session, Target } from './session.ts'

export interface Address {
  readonly host: string
  readonly port: number
}

export interface TapPlan {
  readonly listen: Address
  readonly to: Address
  readonly target: Target
  /** The port that the capture shows for whom they reach; default that of `to`. */
  readonly shownPort?: number
}

/** A dial to this machine that is not answered by then is not going to be. */
const DIAL_MS = 10_000

export class Tap {
  readonly port: number
  readonly #server: Server
  readonly #sockets: ReadonlySet<Socket>

  constructor(server: Server, sockets: ReadonlySet<Socket>) {
    this.port = (server.address() as AddressInfo).port
    this.#server = server
    this.#sockets = sockets
  }

  /** Stops listening and lets go of all connections, which in the capture stay as they are. */
  async close(): Promise<void> {
    const closed = Promise.withResolvers<void>()
    this.#server.close(() => closed.resolve())
    for (const socket of this.#sockets) socket.destroy()
    await closed.promise
  }
}

/** Rejects with BackendError where it cannot listen. */
export async function startTap(plan: TapPlan, session: Session): Promise<Tap> {
  const { listen, to, target, shownPort = to.port } = plan
  const sockets = new Set<Socket>()
  const hold = (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  }
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, dialler => {
    hold(dialler)
    const listener = connect({ ...to, allowHalfOpen: true, noDelay: true, timeout: DIAL_MS })
    hold(listener)
    passOn(dialler, listener, to, () => session.connection(target, dialler.remotePort ?? 0, shownPort))
  })
  const listening = Promise.withResolvers<void>()
  server.once('error', failure => listening.reject(listenError(failure, listen.host, listen.port)))
  server.listen({ host: listen.host, port: listen.port }, () => listening.resolve())
  await listening.promise
  return new Tap(server, sockets)
}

function passOn(dialler: Socket, listener: Socket, to: Address, begin: () => ReturnType<Session['connection']>): void {
  const track = begin()
  const giveUp = (why: string) => {
    track.refused(`${to.host}:${to.port}: ${why}`)
    listener.destroy()
    dialler.resetAndDestroy()
  }
  const onError = (failure: NodeJS.ErrnoException) => giveUp(failure.code ?? failure.message)
  const onTimeout = () => giveUp('no answer')
  // Who goes away before the dial is through is heard only when it is read from.
  const onGone = () => listener.destroy()
  dialler.on('error', onGone)
  listener.once('error', onError)
  listener.once('timeout', onTimeout)
  listener.once('connect', () => {
    listener.off('error', onError)
    listener.off('timeout', onTimeout)
    listener.setTimeout(0)
    dialler.off('error', onGone)
    if (dialler.destroyed) return void listener.destroy()
    track.opened()
    relay(dialler, listener, track)
    // It was paused when it was accepted.
    dialler.resume()
  })
}
