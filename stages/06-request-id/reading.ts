// EDGE: connections to backends that are read into memory which is used again. Node otherwise makes 64 KiB for each read, and with
// bodies of 1 MiB a seventh of the CPU went to collecting them.

import { connect } from 'node:net'
import type { Dial } from '../03-forward/dial.ts'
import { ReadBuffer } from './read-buffer.ts'

export class Reading {
  /** Into which the bytes have come that are being passed on just now. */
  #current: ReadBuffer | undefined

  readonly dial: Dial = ({ host, port }, receive) => {
    const buffer = new ReadBuffer()
    const callback = (length: number) => {
      this.#current = buffer
      buffer.lend(length, receive)
      this.#current = undefined
      return true
    }
    return connect({ host, port, noDelay: true, onread: { buffer: () => buffer.memory, callback } })
  }

  /** These bytes have been sent or copied: who has lent them may use their place again. */
  readonly release = (bytes: Buffer): void => this.#current?.release(bytes)
}
