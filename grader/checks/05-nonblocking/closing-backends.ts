// Backends that close behind their answers: the last octets count as much as the first.
import type { Check } from '../../check.ts'
import { mustAnswer } from '../../lab/exchange.ts'
import { sha256Of } from '../../lab/response.ts'
import { mustEqual } from '../../verdict.ts'
import { MISTAKES } from './lesson.ts'
import { MIB } from './long-body.ts'

export const CLOSING_BACKENDS: readonly Check[] = [
  {
    id: 'close.last-octets',
    stage: 5,
    title: 'What a backend sends right before its FIN reaches the client, also one that reads slowly.',
    points: 2,
    spec: 'RFC 9112 §9.6',
    why: 'The end of a connection overtakes what came before it only in programs that look for it first.',
    hint: 'End of input is an event behind the last octet: read what is there, then believe that nothing more comes.',
    lesson: MISTAKES,
    run: async lab => {
      for (const framing of lab.random.shuffle(['length', 'chunked', 'until close'] as const))
        for (const size of [lab.random.integer(1, 5000), 8 * MIB]) {
          const body = lab.random.bytes(size)
          const request = lab.request({ path: '/last' })
          lab.answer(request, call => call.respond({ framing, body, close: true }))
          const client = await lab.client()
          client.send(request)
          await client.received(1)
          client.pause()
          await lab.patience(15)
          client.resume()
          const response = await client.response('GET', { keepBody: false })
          mustAnswer(response, request, client.name)
          mustEqual(response.sha256, sha256Of(body), `the SHA-256 of a body of ${size} octets (${framing})`)
          client.close()
        }
    },
  },
]
