// Connections to the backends: that they are used again, and when they must not be.
import type { Check } from '../../check.ts'
import type { Answer } from '../../lab/answer.ts'
import type { Lab } from '../../lab/lab.ts'
import { outcomeOf } from '../../lab/outcome.ts'
import { must, mustEqual } from '../../verdict.ts'
import { ONE_BACKEND } from '../03-forward/worlds.ts'

const IDEA = 'stages/04-pipelining/README.md#ask-yourself'
const MISTAKES = 'stages/04-pipelining/README.md#five-mistakes-people-make-here'

/** How long whoever closes with the backend may take to do so. */
const LOOK_MS = 300

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

async function mayBeLost(lab: Lab): Promise<void> {
  const client = await lab.client()
  const request = lab.request()
  client.send(request)
  await outcomeOf(client, request)
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
    // In a world of its own: a program may have learnt from other checks that these backends close early.
    world: { own: true },
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
    run: async lab => {
      for (const word of lab.random.shuffle(['close', 'Close', 'x-any, close']))
        await mustLeave(lab, { fields: [['Connection', word]] }, `that says Connection: ${word}`)
      const fields = [['Connection', 'close']] as const
      await mustLeave(lab, { fields, framing: 'chunked' }, 'in chunks that says Connection: close')
      await mustLeave(lab, { fields, status: 204 }, 'without a body that says Connection: close')
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
        // Who looks at a kept connection only when it uses it again is right, too: then that request may be lost.
        await Promise.race([call.connectionEnded(), lab.patience(LOOK_MS)])
        if (call.connectionEnding === undefined) await mayBeLost(lab)
      }
      await lab.exchange({}, client)
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
      await Promise.race([Promise.all(ends), lab.patience(LOOK_MS)])
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
]
