// Connections to the backends: that they are used again, when not, and what becomes of a request whose connection dies.
import type { Check } from '../../check.ts'
import type { Answer } from '../../lab/answer.ts'
import type { Lab } from '../../lab/lab.ts'
import { outcomeOf } from '../../lab/outcome.ts'
import { Failure, must, mustEqual } from '../../verdict.ts'
import { ONE_BACKEND, STEADY } from './worlds.ts'

const IDEA = 'stages/04-pipelining/README.md#ask-yourself'
const MISTAKES = 'stages/04-pipelining/README.md#five-mistakes-people-make-here'

/** The backend answers so and leaves its connection open; the next request must come on another one. */
async function mustLeave(lab: Lab, answer: Answer, announcement: string): Promise<void> {
  const client = await lab.client()
  const last = lab.request()
  lab.answer(last, call => call.respond(answer))
  const { call } = await lab.exchange(last, client)
  for (let nth = 0; nth < 3; nth += 1) {
    const request = lab.request()
    client.send(request)
    const { connectionName } = await lab.arrival(request)
    must(connectionName !== call.connectionName, {
      reason: `a request came on ${connectionName} behind an answer ${announcement}`,
      expected: 'another connection: this one is about to close',
      actual: 'the same connection',
    })
    await outcomeOf(client, request)
  }
  call.finish()
}

export const REUSE: readonly Check[] = [
  {
    id: 'pool.reuse',
    stage: 4,
    title: 'Connections to the backends are used again.',
    points: 2,
    needs: ['keepalive.persists'],
    spec: 'CONTRACT, stage 4',
    why: 'A dial for every request costs a round trip each, and leaves thousands of sockets in TIME_WAIT.',
    hint: 'Put a connection back when its answer has ended, and look there before you dial.',
    lesson: MISTAKES,
    run: async lab => {
      const client = await lab.client()
      const requests = 30
      for (let nth = 0; nth < requests; nth += 1) await lab.exchange({}, client)
      const connections = new Set(lab.calls.map(call => call.connectionName)).size
      must(connections <= requests / 3, {
        reason: `${requests} requests, one after the other, came over ${connections} connections`,
        expected: `at most ${requests / 3}: ${lab.backends.length} would do`,
        actual: String(connections),
      })
    },
  },
  {
    id: 'pool.announced-close',
    stage: 4,
    title: 'No request is sent over a connection on which the backend has said Connection: close.',
    needs: ['keepalive.persists'],
    spec: 'RFC 9112 §9.6',
    why: 'The backend will not read it: the request is lost, or answered by an error for nothing.',
    hint: 'Ask the head of the answer before the connection goes back, in any case of letters.',
    lesson: MISTAKES,
    world: ONE_BACKEND,
    run: lab => {
      const word = lab.random.pick(['close', 'Close', 'x-any, close'])
      return mustLeave(lab, { fields: [['Connection', word]] }, `that says Connection: ${word}`)
    },
  },
  {
    id: 'pool.http-10-backend',
    stage: 4,
    title: 'No request is sent over a connection whose backend answered in HTTP/1.0 and did not say keep-alive.',
    needs: ['keepalive.persists'],
    spec: 'RFC 9112 §9.3',
    why: 'Connections of HTTP/1.0 end behind one answer.',
    hint: 'Whether a connection persists is decided by the version of the answer, too.',
    lesson: IDEA,
    world: ONE_BACKEND,
    run: lab => mustLeave(lab, { version: 'HTTP/1.0' }, 'in HTTP/1.0 without keep-alive'),
  },
  {
    id: 'pool.close-behind-answer',
    stage: 4,
    title: 'A backend that sends FIN right behind its answer loses no octet of it, and the next requests are served.',
    needs: ['keepalive.persists'],
    spec: 'RFC 9112 §9.6',
    why: 'The end of the connection and the end of the answer often arrive in the same read.',
    hint: 'Read what came before the FIN first; then let go of the connection.',
    lesson: IDEA,
    world: ONE_BACKEND,
    run: async lab => {
      const client = await lab.client()
      for (const bytes of [0, 10, 200_000]) {
        const body = lab.random.text(bytes)
        const request = lab.request()
        lab.answer(request, async call => {
          call.send(call.answerBytes({ body }))
          call.finish()
        })
        const { call, response } = await lab.exchange(request, client)
        mustEqual(response.bodyBytes, bytes, 'the octets of the body')
        await call.connectionEnded()
      }
    },
  },
  {
    id: 'pool.closed-while-idle',
    stage: 4,
    title:
      'When a backend has closed the connections that were kept, the next request does not hang, and soon one is served.',
    points: 2,
    spec: 'RFC 9112 §9.5',
    why: 'Every web server closes idle connections after a minute or so; the first visitor in the morning meets that.',
    hint: 'A kept connection still has events: when its end comes, take it out of the pool.',
    lesson: IDEA,
    world: ONE_BACKEND,
    run: async lab => {
      for (let nth = 0; nth < 3; nth += 1) await lab.exchange()
      const [backend] = lab.backends
      const kept = backend?.openConnections ?? 0
      const ends = lab.calls.map(call => call.connectionEnded())
      for (const end of ends) end.catch(() => {})
      backend?.closeIdle()
      // Who only notices when it writes is right, too: then one request each may be lost on those that were kept.
      await Promise.race([Promise.all(ends), lab.patience(300)])
      for (let lost = 0; ; lost += 1) {
        const client = await lab.client()
        const request = lab.request()
        client.send(request)
        const { kind } = await outcomeOf(client, request)
        if (kind === 'answered') return
        lab.warn('a GET over a connection that the backend had closed got an error; it could be asked again')
        must(lost <= kept, { reason: `${lost + 1} requests failed after ${kept} idle connections were closed` })
      }
    },
  },
  {
    id: 'pool.dies-under-a-get',
    stage: 4,
    title:
      'A kept connection that ends without an octet just as a GET is sent: the GET is repeated or gets an error, and never hangs.',
    points: 2,
    needs: ['keepalive.persists'],
    spec: 'RFC 9112 §9.3.1, CONTRACT, stage 4',
    why: 'Request and FIN cross each other on the wire; no program can prevent that.',
    hint: 'The end of a connection is an event for the request that waits on it.',
    lesson: IDEA,
    world: STEADY,
    run: async lab => {
      for (const end of ['finish', 'reset'] as const) {
        const client = await lab.client()
        for (let nth = 0; nth < lab.backends.length; nth += 1) await lab.exchange({}, client)
        const request = lab.request()
        lab.answer(request, call => (lab.callsOf(request).length === 1 ? call[end]() : call.respond()))
        client.send(request)
        const { kind } = await outcomeOf(client, request)
        if (kind !== 'answered') lab.warn('a GET whose kept connection died could be asked again')
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
    world: STEADY,
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
    title: 'A POST or PATCH whose connection dies is never sent a second time.',
    points: 3,
    needs: ['keepalive.persists'],
    spec: 'RFC 9110 §9.2.2',
    why: 'The backend may have done it before it died: a second one orders, pays or posts twice.',
    hint: 'Repeat only GET, HEAD, OPTIONS, TRACE, PUT and DELETE; answer 502 for the rest.',
    lesson: IDEA,
    world: ONE_BACKEND,
    run: async lab => {
      for (const method of ['POST', 'PATCH']) {
        for (const [end, body] of [
          ['finish', ''],
          ['reset', lab.random.text(40)],
        ] as const) {
          const client = await lab.client()
          await lab.exchange({}, client)
          const request = lab.request({ method, body })
          lab.answer(request, async call => {
            await call.settled()
            if (lab.callsOf(request).length === 1) call[end]()
            else await call.respond()
          })
          client.send(request)
          const { kind } = await outcomeOf(client, request)
          must(kind !== 'answered', {
            reason: `a ${method} was sent a second time, after its first connection had died`,
            expected: '502, 503, 504 or a close',
            actual: 'the answer to the second one',
          })
        }
      }
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
    world: STEADY,
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
