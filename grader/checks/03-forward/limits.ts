// What is too large: bodies of clients, heads of backends.
import type { Check } from '../../check.ts'
import { BODY_BYTES, NARROW } from '../02-parse/narrow-world.ts'
import { LESSON } from './lesson.ts'
import { mustBlameBackend, mustStayHalf } from './outcomes.ts'
import { FRAGILE } from './worlds.ts'

export const LIMIT_CHECKS: readonly Check[] = [
  {
    id: 'request.too-large',
    stage: 3,
    title: 'A body larger than body_bytes is refused and never ends for a backend; one just as large passes.',
    needs: ['request.length', 'chunked.request'],
    spec: 'CONTRACT, stage 2',
    why: 'The limit protects the backends, too, and whoever hides the size in chunks must not get round it.',
    hint: 'Compare Content-Length at the head; count the octets of chunks as they come.',
    lesson: LESSON.TOUR,
    world: NARROW,
    run: async lab => {
      await lab.exchange({ method: 'POST', body: lab.random.text(BODY_BYTES) })
      await lab.exchange({ method: 'POST', body: lab.random.text(BODY_BYTES), chunked: [100, 300] })
      const body = lab.random.text(BODY_BYTES + lab.random.integer(1, 3000))
      const [length, chunked] = [
        lab.request({ method: 'POST', body }),
        lab.request({ method: 'POST', body, chunked: [200, 500] }),
      ]
      await mustStayHalf(lab, [
        { request: length, bytes: length.bytes, what: `a body of ${body.length} octets` },
        { request: chunked, bytes: chunked.bytes, what: `a body of ${body.length} octets in chunks` },
      ])
    },
  },
  {
    id: 'broken.endless-head',
    stage: 3,
    title: 'A backend whose head does not end is cut off.',
    needs: ['broken.nonsense'],
    spec: 'RFC 9110 §5.4',
    why: 'A limit on requests alone leaves the other door open: the memory fills from behind.',
    hint: 'Heads of responses have a limit as heads of requests do.',
    lesson: LESSON.TOUR,
    world: FRAGILE,
    run: async lab => {
      const request = lab.request({ method: 'POST', body: '' })
      const line = Buffer.from(`X-${lab.random.word()}: ${'x'.repeat(8000)}\r\n`)
      lab.answer(request, async call => {
        call.send('HTTP/1.1 200 OK\r\n')
        for (let sent = 0; sent < 4_000_000 && call.connectionEnding === undefined; sent += line.length)
          await call.sendPieces([line])
        call.done()
      })
      const client = await lab.client()
      client.send(request)
      mustBlameBackend(lab, await client.message('POST'), 'a head that does not end')
    },
  },
]
