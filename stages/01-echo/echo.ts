// EDGE: one connection of the echo service (RFC 862): bytes in, the same bytes out.
// It gives no meaning to any byte. Three rules are all there is, and every later stage keeps them.

import type { Duplex } from 'node:stream'

/** Copies a duplex stream onto itself until its other end has finished. */
export function echo(socket: Duplex): void {
  // SOLUTION Send every piece back, read on only where there is room, answer the FIN last, and survive a reset.
  // A full socket stops the reading: what the client does not fetch, it cannot go on sending.
  socket.on('data', bytes => {
    if (!socket.write(bytes)) socket.pause()
  })
  socket.on('drain', () => socket.resume())
  // The client's FIN is answered after the last byte: end() waits for what is still to be written.
  socket.on('end', () => socket.end())
  // A reset concerns this client alone; without a listener it would end the program.
  socket.on('error', () => socket.destroy())
  // END SOLUTION
}
