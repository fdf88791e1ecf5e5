// For tests: the line in which one client's answers stand, and a client that remembers what it was told.

import type { Outlet } from '../../03-forward/outlet.ts'
import { ResponseQueue } from '../response-queue.ts'

class Client implements Outlet {
  readonly heard: string[] = []
  hasRoom = true
  onDrain = (): void => {}

  send(piece: string | Buffer): boolean {
    this.heard.push(String(piece))
    return this.hasRoom
  }

  end(): void {}

  cut(): void {
    this.heard.push('CUT')
  }
}

export function line(holdBytes = 1000) {
  const client = new Client()
  const queue = new ResponseQueue(client, holdBytes)
  const left: boolean[] = []
  queue.onLeft = last => void left.push(last)
  return { client, queue, left, heard: () => client.heard.join('') }
}
