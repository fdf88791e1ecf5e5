// EDGE: connections that are read into memory which is used again. Node otherwise makes 64 KiB for each read: with bodies of 1 MiB
// a seventh of the CPU went to collecting them, and with small requests more time to making them than to parsing.

import { Socket, type SocketConstructorOpts } from 'node:net'
import { BackendSocket, type Dial } from '../03-forward/dial.ts'
import { ReadBuffer } from './read-buffer.ts'

const CLIENT_BYTES = 64 * 1024

export class Reading {
  /** Into which the bytes have come that are being passed on just now. */
  #current: ReadBuffer | undefined
  /** One for all clients: there may be thousands, and each copies what it needs longer. */
  readonly #ofClients = Buffer.allocUnsafeSlow(CLIENT_BYTES)

  readonly dial: Dial = ({ host, port }, receive) => {
    const buffer = new ReadBuffer()
    const callback = (length: number) => {
      this.#current = buffer
      buffer.lend(length, receive)
      this.#current = undefined
      return true
    }
    return new BackendSocket({ onread: { buffer: () => buffer.memory, callback } }).setNoDelay().connect({ host, port })
  }

  /** These bytes have been sent or copied: who has lent them may use their place again. */
  readonly release = (bytes: Buffer): void => this.#current?.release(bytes)

  /**
   * Takes over the connection of an accepted socket. What comes is told as `data`, in memory that the next piece of any client
   * overwrites.
   *
   * node:net has `onread` for sockets that connect and not for those that a server accepts, so this does what its server does
   * (lib/net.js, onconnection), by members that are not documented. Where they are missing the socket is left as it is.
   */
  readonly adopt = (accepted: Socket): Socket => {
    const { _handle: handle } = accepted as unknown as Owner
    if (!handle) return accepted
    const memory = this.#ofClients
    const callback = (length: number) => socket.emit('data', memory.subarray(0, length))
    const options = { handle, allowHalfOpen: accepted.allowHalfOpen, onread: { buffer: memory, callback } }
    const socket = new Socket(options as SocketConstructorOpts)
    ;(accepted as unknown as Owner)._handle = null
    accepted.destroy()
    return socket
  }
}

/** Whoever has the handle has the connection. */
interface Owner {
  _handle?: object | null
}
