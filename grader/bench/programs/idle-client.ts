// Opens many connections, has one answer on each, and holds them until it is killed. Arguments: port, connections.
// Prints {"held": N} once. EDGE: a program of its own.

import { connect, type Socket } from 'node:net'

const [port = 0, count = 0] = process.argv.slice(2).map(Number)
const request = 'GET / HTTP/1.1\r\nHost: bench\r\n\r\n'
/** At once on the way: no more than a listening socket's backlog holds. */
const atOnce = 200
const patienceMs = 5000

/** Resolves when it has been answered, or will not be. */
function open(): Promise<Socket | undefined> {
  const socket = connect(port, '127.0.0.1')
  socket.setNoDelay(true)
  return new Promise(resolve => {
    const giveUp = setTimeout(() => socket.destroy(), patienceMs)
    socket.once('connect', () => socket.write(request))
    // The first octets stand for the answer: stage 1 says nothing but the request.
    socket.once('data', () => {
      clearTimeout(giveUp)
      socket.resume()
      resolve(socket)
    })
    socket.once('error', () => resolve(undefined))
    socket.once('close', () => {
      clearTimeout(giveUp)
      resolve(undefined)
    })
  })
}

const sockets: (Socket | undefined)[] = []
let failures = 0
async function openInTurn(): Promise<void> {
  // Whoever turns a hundred away will not take the next either.
  while (sockets.length < count && failures < 100) {
    const at = sockets.push(undefined) - 1
    const socket = await open()
    sockets[at] = socket
    if (socket === undefined) failures += 1
  }
}
await Promise.all(Array.from({ length: Math.min(atOnce, count) }, openInTurn))
// What is let go for being idle, or for being too many, is let go by now.
await new Promise(resolve => setTimeout(resolve, 1000))
console.log(JSON.stringify({ held: sockets.filter(socket => socket?.readyState === 'open').length }))
