// Lines of the chunked coding that do not end. Whoever reads to the end of a line keeps what it reads, unless it has a limit.
import type { Check } from '../../check.ts'
import type { Lab } from '../../lab/lab.ts'
import { MISTAKES } from './lesson.ts'
import { LONG_MS, MIB } from './long-body.ts'
import { memoryOf, UNHURRIED } from './memory.ts'

const FLOOD_BYTES = 160 * MIB
const GRANTED_BYTES = 96 * MIB
/** Who passes over it octet by octet, in a slow language, has shown by then that it keeps nothing. */
const FLOOD_MS = 8000
const PIECE_BYTES = MIB / 4

export const CHUNK_LINES: readonly Check[] = [
  {
    id: 'flow.endless-chunk-lines',
    stage: 5,
    title: 'A chunk extension, or a trailer, that does not end is refused, or passed over, and costs no memory.',
    needs: ['forward.get'],
    spec: 'CONTRACT, stage 5: memory per connection is bounded; RFC 9112 §7.1.1',
    why: 'A body has its limit and a head has one: between the chunks one client may still fill the machine.',
    hint: 'Whatever is read to the end of a line has a limit: some kilobytes, then 400.',
    lesson: MISTAKES,
    world: UNHURRIED,
    capMs: LONG_MS,
    run: async lab => {
      await flood(lab, '5;a=', 'a chunk extension')
      await flood(lab, '5\r\nhello\r\n0\r\nX-A: ', 'a trailer')
    },
  },
]

/** Until the program answers or closes, or has taken so much that it would have shown. */
async function flood(lab: Lab, begin: string, what: string): Promise<void> {
  const memory = memoryOf(lab, GRANTED_BYTES)
  const client = await lab.client()
  client.send(lab.request({ method: 'POST', chunked: true }).head)
  client.send(begin)
  const piece = Buffer.from(lab.random.word(PIECE_BYTES))
  const giveUpAt = performance.now() + FLOOD_MS
  const isOver = () => client.ending !== undefined || client.receivedBytes > 0 || performance.now() > giveUpAt
  for (let sent = 0; sent < FLOOD_BYTES && !isOver(); sent += piece.length) {
    client.sendBytes(piece)
    await Promise.race([client.flushed(), client.received(1), lab.patience(FLOOD_MS)])
    if (sent % (16 * MIB) === 0) memory.mustNotHaveGrown(`while ${what} did not end`)
  }
  memory.mustNotHaveGrown(`while ${what} did not end`)
  // Whether a status arrives before the reset of a connection with unread bytes is the kernel's choice.
  client.forget()
  client.reset()
}
