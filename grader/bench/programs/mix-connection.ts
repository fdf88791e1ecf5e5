// One connection of the mix's client: one request at a time, whose answer must be whole, 200, and its own. It reads with the
// grader's own parser. EDGE: opens sockets.

import { connect, type Socket } from 'node:net'
import { type ResponseEvent, ResponseParser } from '../../wire/response-parser.ts'

type Done = (isRight: boolean) => void
type Head = Extract<ResponseEvent, { kind: 'head' }>['head']

function fieldValue(key: string, fields: Head['fields']): string | undefined {
  return fields.find(({ name }) => name.toLowerCase() === key)?.value
}

export class MixConnection {
  readonly #port: number
  #socket: Socket | undefined
  #parser = new ResponseParser()
  #target = ''
  #isRight = false
  #isLast = false
  #done: Done | undefined

  constructor(port: number) {
    this.#port = port
  }

  /** Whoever closed behind the last answer is dialled again. */
  ask(target: string, done: Done): void {
    this.#target = target
    this.#isRight = false
    this.#done = done
    const socket = this.#socket?.writable ? this.#socket : this.#dial()
    this.#parser.expect('GET')
    socket.write(`GET ${target} HTTP/1.1\r\nHost: bench\r\n\r\n`)
  }

  #dial(): Socket {
    this.#socket?.destroy()
    const parser = new ResponseParser()
    const socket = connect(this.#port, '127.0.0.1')
    socket.setNoDelay(true)
    socket.on('data', (bytes: Buffer) => this.#heard(socket, parser.push(bytes)))
    socket.on('end', () => this.#heard(socket, parser.end()))
    socket.on('error', () => {})
    socket.on('close', () => {
      if (this.#socket === socket) this.#finish(false)
    })
    this.#socket = socket
    this.#parser = parser
    return socket
  }

  #heard(socket: Socket, events: readonly ResponseEvent[]): void {
    if (this.#socket !== socket) return
    for (const event of events) {
      if (event.kind === 'head') {
        const { status, fields } = event.head
        this.#isRight = status === 200 && fieldValue('x-asked', fields) === this.#target
        this.#isLast = fieldValue('connection', fields)?.toLowerCase() === 'close'
      } else if (event.kind === 'end') {
        if (this.#isLast) this.#letGo(socket)
        this.#finish(this.#isRight)
      } else if (event.kind === 'complaint' || event.kind === 'cut') socket.destroy()
    }
  }

  #letGo(socket: Socket): void {
    this.#socket = undefined
    socket.destroy()
  }

  #finish(isRight: boolean): void {
    const done = this.#done
    this.#done = undefined
    done?.(isRight)
  }
}
