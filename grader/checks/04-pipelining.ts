// Stage 4: many requests on one connection, answered in order.
import type { Check } from '../check.ts'
import { mustAnswer } from '../lab/exchange.ts'

const LESSON = 'stages/04-pipelining/README.md'

export const CHECKS_04: readonly Check[] = [
  {
    id: 'pipelining.order',
    stage: 4,
    title: 'Pipelined requests are answered in the order in which they came, also when a later one is ready first.',
    points: 3,
    spec: 'RFC 9112 §9.3.2',
    why: 'A client tells pipelined answers apart by nothing but their order: a swap gives it another page than it asked for.',
    hint: 'Keep a queue of the answers that are owed to each client; only the first may be written.',
    lesson: LESSON,
    run: async lab => {
      const [slow, fast] = [lab.request({ path: '/slow' }), lab.request({ path: '/fast' })]
      const gate = lab.gate()
      lab.answer(slow, async call => {
        await gate.opened
        await call.respond()
      })
      const client = await lab.client()
      client.send(slow, fast)
      await lab.arrival(slow)
      // A proxy that sends one request after the other is right, too: then the second arrives behind the gate.
      await Promise.race([lab.arrival(fast).then(call => call.answered), lab.patience(300)])
      gate.open()
      mustAnswer(await client.response(), slow, client.name)
      mustAnswer(await client.response(), fast, client.name)
    },
  },
]
