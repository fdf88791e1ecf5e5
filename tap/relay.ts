// Passes a connection on as it is: bytes, half-closes, resets, and the pace of whoever reads slowly. What happens is told to a
// track. EDGE: holds sockets and timers.
import type { Socket } from 'node:net'
import type { Side } from '../capture/conversation.ts'
import type { Track } from './session.ts'

/** Every long transfer fills a socket for a moment. Who has taken nothing for so long is worth a line in the capture. */
const STALLED_MS = 100

/** Both connections stand, and nothing has been read from either. */
export function relay(dialler: Socket, listener: Socket, track: Track): void {
  forward(dialler, listener, 'dialler', track)
  forward(listener, dialler, 'listener', track)
}

function forward(from: Socket, to: Socket, side: Side, track: Track): void {
  const far: Side = side === 'dialler' ? 'listener' : 'dialler'
  let stall: NodeJS.Timeout | undefined
  let isStalled = false
  const goOn = () => {
    clearTimeout(stall)
    if (isStalled) track.readsOn(far)
    isStalled = false
    from.resume()
  }
  from.on('data', (chunk: Buffer) => {
    track.data(side, chunk)
    if (to.destroyed || to.write(chunk)) return
    from.pause()
    clearTimeout(stall)
    stall = setTimeout(() => {
      isStalled = true
      track.stoppedReading(far)
    }, STALLED_MS)
  })
  to.on('drain', goOn)
  from.on('end', () => {
    track.finished(side)
    to.end()
  })
  // ECONNRESET while reading, EPIPE while writing: it is gone, and the other one is told in the same way.
  from.on('error', () => {
    track.wasReset(side)
    to.resetAndDestroy()
  })
  from.on('close', () => {
    clearTimeout(stall)
    if (!from.readableEnded && !to.destroyed) to.resetAndDestroy()
  })
}
