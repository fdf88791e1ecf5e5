// Requests whose connection dies: which may be sent again, how often, and how whole.
import type { Check } from '../../check.ts'
import type { Call } from '../../lab/call.ts'
import type { Lab } from '../../lab/lab.ts'
import { outcomeOf } from '../../lab/outcome.ts'
import type { LabRequest } from '../../lab/request.ts'
import { Failure, must } from '../../verdict.ts'
import { FRAGILE } from '../03-forward/worlds.ts'

const IDEA = 'stages/04-pipelining/README.md#ask-yourself'

export const REPEATS: readonly Check[] = [
  {
    id: 'pool.dies-under-a-get',
    stage: 4,
    title:
      'A kept connection that ends without an octet just as a GET, HEAD or OPTIONS is sent: it is repeated, or before stage 5 gets an error, and never hangs.',
    points: 2,
    needs: ['keepalive.persists'],
    spec: 'RFC 9112 §9.3.1, CONTRACT, stage 4',
    why: 'Request and FIN cross each other on the wire; no program can prevent that.',
    hint: 'The end of a connection is an event for the request that waits on it.',
    lesson: IDEA,
    world: FRAGILE,
    run: async lab => {
      for (const [method, end] of [
        ['GET', 'finish'],
        ['GET', 'reset'],
        ['HEAD', 'finish'],
        ['OPTIONS', 'finish'],
      ] as const) {
        const client = await lab.client()
        for (let nth = 0; nth < lab.backends.length; nth += 1) await lab.exchange({}, client)
        const request = lab.request({ method })
        lab.answer(request, call => (lab.callsOf(request).length === 1 ? call[end]() : call.respond()))
        client.send(request)
        const { kind } = await outcomeOf(client, request)
        // CONTRACT, stage 5: no client sees an error while another backend is well.
        must(kind === 'answered' || lab.stage < 5, {
          reason: `a ${method} whose kept connection ${end === 'finish' ? 'was closed' : 'was reset'} was not asked again`,
          expected: 'the answer, from stage 5 on',
          actual: `it is ${kind}`,
        })
        if (kind !== 'answered') lab.warn(`a ${method} whose kept connection died could be asked again`)
      }
    },
  },
  {
    id: 'pool.repeats-are-few',
    stage: 4,
    title: 'A GET under which every connection dies ends in an error after a few attempts.',
    spec: 'CONTRACT, stage 4',
    why: 'One request that kills its backend must not be sent to all of them for ever.',
    hint: 'Count attempts; behind the last tell the client 502.',
    lesson: IDEA,
    world: FRAGILE,
    run: async lab => {
      const most = 3 * lab.backends.length + 1
      for (let nth = 0; nth < lab.backends.length; nth += 1) await lab.exchange()
      const request = lab.request()
      const tooMany = Promise.withResolvers<never>()
      lab.answer(request, call => {
        const attempts = lab.callsOf(request).length
        if (attempts > most)
          tooMany.reject(new Failure({ reason: `one GET was sent ${attempts} times, and still goes on` }))
        // A storm is let out when it has been seen, or the lab would drown in it.
        return attempts > most ? call.respond() : call.finish()
      })
      const client = await lab.client()
      client.send(request)
      const { kind } = await Promise.race([outcomeOf(client, request), tooMany.promise])
      must(kind !== 'answered', { reason: 'the client got an answer that no backend has given' })
    },
  },
  {
    id: 'pool.post-once',
    stage: 4,
    title:
      'A POST, PATCH or LOCK whose connection dies, before its answer or in the midst of it, is never sent a second time.',
    points: 3,
    needs: ['keepalive.persists'],
    spec: 'RFC 9110 §9.2.2; CONTRACT, stage 4',
    why: 'The backend may have done it before it died: a second one orders, pays or posts twice.',
    hint: 'Repeat only GET, HEAD, OPTIONS, TRACE, PUT and DELETE; answer 502 for the rest.',
    lesson: IDEA,
    world: FRAGILE,
    run: async lab => {
      for (const method of ['POST', 'PATCH', 'LOCK']) {
        for (const [end, body] of [
          ['finish', ''],
          ['reset', lab.random.text(40)],
        ] as const) {
          const request = lab.request({ method, body })
          must(!(await isSentAgain(lab, request, call => call[end]())), {
            reason: `a ${method} was sent a second time, after its first connection had died`,
            expected: '502, 503, 504 or a close',
            actual: 'the answer to the second one',
          })
        }
      }
      must(!(await isSentAgain(lab, lab.request({ method: 'POST', body: '' }), beginAndFinish)), {
        reason: 'a POST was sent a second time, after its answer had begun to come',
        expected: '502, 503, 504 or a close',
        actual: 'the answer to the second one',
      })
      // nginx, HAProxy and Caddy do this, and RFC 9110 §9.2.2 lets them.
      if (await isSentAgain(lab, lab.request(), beginAndFinish))
        lab.warn('a GET was sent again though its answer had begun to come (CONTRACT, stage 4: no byte of a response)')
    },
  },
  {
    id: 'pool.upload-whole-or-not',
    stage: 4,
    title: 'When a backend dies in the middle of an upload, no other backend gets only the rest of it.',
    spec: 'RFC 9112 §9.3.1',
    why: 'Half a file, stored as if it were whole, is worse than an error.',
    hint: 'What has been passed on and not kept cannot be sent again: answer 502.',
    lesson: IDEA,
    world: FRAGILE,
    run: async lab => {
      const body = lab.random.bytes(40_000)
      const request = lab.request({ method: 'PUT', body, chunked: [10_000, 10_000, 10_000] })
      lab.answer(request, async call => {
        if (lab.callsOf(request).length === 1) {
          await call.arrived(1)
          return call.reset()
        }
        const got = await call.body()
        must(got.equals(body), {
          reason: `${call.connectionName} got a PUT with a part of its body, after another backend had died with the rest`,
          expected: `all ${body.length} octets, or nothing`,
          actual: `${got.length} octets, as if they were all`,
        })
        await call.respond()
      })
      const client = await lab.client()
      client.sendBytes(request.head)
      client.sendBytes(request.framedBody.subarray(0, 20_000))
      // Who collects the whole body first dials later.
      const died = lab.arrival(request).then(call => call.settled())
      died.catch(() => {})
      await Promise.race([died, lab.patience(300)])
      client.sendBytes(request.framedBody.subarray(20_000))
      await outcomeOf(client, request)
    },
  },
]

/** The first time that it comes over a kept connection it is played to by `first`, and answered if it comes again. */
async function isSentAgain(lab: Lab, request: LabRequest, first: (call: Call) => void): Promise<boolean> {
  const client = await lab.client()
  for (let nth = 0; nth < lab.backends.length; nth += 1) await lab.exchange({}, client)
  lab.answer(request, async call => {
    await call.settled()
    if (lab.callsOf(request).length > 1) return call.respond()
    await call.turn
    first(call)
  })
  client.send(request)
  return (await outcomeOf(client, request)).kind === 'answered'
}

// By FIN, which comes behind what was sent: a reset might overtake it.
function beginAndFinish(call: Call): void {
  call.send(call.answerBytes().subarray(0, 10))
  call.finish()
}
