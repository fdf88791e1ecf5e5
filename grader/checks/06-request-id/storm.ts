// Everything at once on shared connections: many clients, answers out of turn, backends that fail in every way.
import type { Check } from '../../check.ts'
import type { Call } from '../../lab/call.ts'
import type { Lab } from '../../lab/lab.ts'
import { outcomeOf } from '../../lab/outcome.ts'
import { must, mustEqual } from '../../verdict.ts'
import { FRAGILE } from '../03-forward/worlds.ts'
import { mustBeFresh } from './ids.ts'

const CLIENTS = 40
const REQUESTS = 10

const FAULTS: readonly ((call: Call) => Promise<void> | void)[] = [
  call => call.finish(),
  call => call.reset(),
  call => call.send('this is no HTTP\r\n\r\n'),
  call => call.respond({ id: '00000000-0000-4000-8000-000000000000', outOfTurn: true }),
  call => call.send(Buffer.concat([call.answerBytes({ body: 'once' }), call.answerBytes({ body: 'twice' })])),
]

async function visit(lab: Lab): Promise<number> {
  let answered = 0
  let client = await lab.client()
  for (let nth = 0; nth < REQUESTS; nth += 1) {
    const method = lab.random.pick(['GET', 'GET', 'GET', 'HEAD', 'POST'])
    const request = lab.request({ method, ...(method === 'POST' && { body: lab.random.word() }) })
    const body = lab.random.text(lab.random.integer(1, 2000))
    const [outOfTurn, fails] = [lab.random.integer(1, 4) === 1, lab.random.integer(1, 20) === 1]
    const fault = lab.random.pick(FAULTS)
    lab.answer(request, async call => {
      await call.settled()
      if (!fails || lab.callsOf(request).length > 1) return call.respond({ body, outOfTurn })
      await fault(call)
      call.done()
    })
    client.send(request)
    const { kind, response } = await outcomeOf(client, request)
    if (kind === 'answered') answered += 1
    if (kind === 'answered' && !fails && method !== 'HEAD')
      mustEqual(response?.body.toString('latin1'), body, `the body that ${client.name} got`)
    if (kind === 'answered' && client.ending === undefined) continue
    client.close()
    client = await lab.client()
  }
  client.close()
  return answered
}

export const STORM: readonly Check[] = [
  {
    id: 'isolation.shared-connections',
    stage: 6,
    title:
      'Whatever backends do to connections that forty clients share, nobody gets somebody else’s answer, and all get one.',
    points: 3,
    needs: ['id.uuid'],
    spec: 'CONTRACT, stage 6',
    why: 'Rare faults meet under load, and then the worst must be an error.',
    hint: 'When anything about an answer was wrong, give up its connection and all that is known about its order.',
    lesson: 'stages/06-request-id/README.md#what-order-proves-and-what-an-id-proves',
    world: FRAGILE,
    run: async lab => {
      const answered = await Promise.all(Array.from({ length: CLIENTS }, () => visit(lab)))
      const all = answered.reduce((sum, each) => sum + each, 0)
      must(all >= 0.5 * CLIENTS * REQUESTS, {
        reason: 'too few requests were answered while one in twenty was spoilt',
        expected: `at least half of ${CLIENTS * REQUESTS}`,
        actual: String(all),
      })
      mustBeFresh(lab.calls)
    },
  },
]
