// Several requests on their way at once: answers in the order of the requests, whatever happens behind the proxy.
import type { Check } from '../../check.ts'
import type { Lab } from '../../lab/lab.ts'
import { answersTo } from '../../lab/outcome.ts'
import { type LabRequest, toChunks } from '../../lab/request.ts'
import { must, mustEqual } from '../../verdict.ts'
import { FRAGILE, ONE_BACKEND } from '../03-forward/worlds.ts'
import { mixture, mustFit } from './mixture.ts'

const IDEA = 'stages/04-pipelining/README.md#the-idea-in-one-picture'
const MISTAKES = 'stages/04-pipelining/README.md#five-mistakes-people-make-here'

/** POST with a length, POST in chunks, with trailers and without, and GETs behind each of them. */
function withBodies(lab: Lab): LabRequest[] {
  const body = () => lab.random.bytes(lab.random.integer(1, 400))
  return [
    lab.request({ method: 'POST', body: body() }),
    lab.request(),
    lab.request({ method: 'POST', body: body(), chunked: [3, 20] }),
    lab.request(),
    withTrailers(lab.request({ method: 'POST', body: body(), chunked: [7] })),
    lab.request(),
    lab.request({ method: 'PUT', body: Buffer.alloc(0), chunked: true }),
    lab.request({ method: 'HEAD' }),
  ]
}

function withTrailers(request: LabRequest): LabRequest {
  const framedBody = toChunks(request.body, [7], 'X-Digest: 1\r\nX-Took: 2\r\n')
  return { ...request, framedBody, bytes: Buffer.concat([request.head, framedBody]) }
}

async function mustHaveArrived(lab: Lab, requests: readonly LabRequest[]): Promise<void> {
  for (const request of requests) {
    const [call] = lab.callsOf(request)
    const body = await call?.body()
    must(body?.equals(request.body) === true, () => ({
      reason: `${call?.connectionName} got another body than was sent with ${request.method} ${request.target}`,
      expected: `${request.body.length} octets`,
      actual: `${body?.length} octets: ${body?.toString('latin1', 0, 100)}`,
    }))
  }
}

export const ORDER: readonly Check[] = [
  {
    id: 'pipelining.order',
    stage: 4,
    title: 'Pipelined requests are answered in the order in which they came, also when a later one is ready first.',
    points: 3,
    needs: ['keepalive.persists'],
    spec: 'RFC 9112 §9.3.2',
    why: 'A client tells pipelined answers apart by nothing but their order: a swap gives it another page than it asked for.',
    hint: 'Keep a queue of the answers that are owed to each client; only the first may be written.',
    lesson: IDEA,
    run: async lab => {
      const requests = lab.backends.map(() => lab.request({ path: `/${lab.random.word()}` }))
      const gates = new Map(requests.map(request => [request, lab.gate()]))
      for (const [request, gate] of gates)
        lab.answer(request, async call => {
          await gate.opened
          await call.respond()
        })
      const client = await lab.client()
      client.send(...requests)
      // A proxy that sends one request after the other is right, too: then the others arrive behind the gate.
      await Promise.race([lab.arrivals(requests.length), lab.patience(300)])
      for (const request of requests.toReversed()) {
        gates.get(request)?.open()
        await Promise.race([Promise.all(lab.callsOf(request).map(call => call.answered)), lab.patience(100)])
        // Who passes an answer on before its turn has the time to: two that come in one moment may be read in any order.
        await Promise.race([client.received(1), lab.patience(50)])
      }
      await answersTo(requests, client)
    },
  },
  {
    id: 'pipelining.forty',
    stage: 4,
    title: 'Forty requests in one segment get forty answers, without another octet from the client.',
    points: 2,
    needs: ['keepalive.persists'],
    spec: 'RFC 9112 §9.3.2',
    why: 'What waits behind a slow answer must go out by itself when its turn comes: nobody else will wake it.',
    hint: 'Read on until the buffer is empty; and when an answer has left, look at the next one, and the next.',
    lesson: MISTAKES,
    run: async lab => {
      const requests = Array.from({ length: 40 }, () => lab.request())
      const [first] = requests
      const gate = lab.gate()
      if (first !== undefined)
        lab.answer(first, async call => {
          await gate.opened
          await call.respond()
        })
      const client = await lab.client()
      client.send(...requests)
      await Promise.race([lab.arrivals(requests.length), lab.patience(100)])
      gate.open()
      await answersTo(requests, client)
    },
  },
  {
    id: 'pipelining.bodies',
    stage: 4,
    title: 'A request that stands right behind the body of another is a request, and no part of that body.',
    points: 2,
    needs: ['keepalive.persists'],
    spec: 'RFC 9112 §6.3, §9.3.2',
    why: 'Where one message ends decides what the next one is. One octet too many, and a request is lost.',
    hint: 'Take as much as the length says, or up to the empty line behind the last chunk and its trailers; leave the rest in the buffer.',
    lesson: IDEA,
    run: async lab => {
      const client = await lab.client()
      const requests = withBodies(lab)
      client.send(...requests)
      await answersTo(requests, client)
      await mustHaveArrived(lab, requests)
    },
  },
  {
    id: 'pipelining.any-cut',
    stage: 4,
    title: 'Pipelined requests may be cut anywhere.',
    needs: ['keepalive.persists'],
    spec: 'RFC 9112 §2.2',
    why: 'TCP carries octets and knows no messages: a piece may end in the middle of a line and begin in another request.',
    hint: 'Keep what is not whole yet; look at it again with the next piece.',
    lesson: IDEA,
    run: async lab => {
      for (let round = 0; round < 6; round += 1) {
        const client = await lab.client()
        const requests = withBodies(lab)
        const all = Buffer.concat(requests.map(request => request.bytes))
        await client.sendPieces(lab.random.cut(all, lab.random.integer(5, 25)))
        await answersTo(requests, client)
        await mustHaveArrived(lab, requests)
        client.close()
      }
    },
  },
  {
    id: 'pipelining.every-kind-of-answer',
    stage: 4,
    title:
      'Pipelined HEAD and GET get answers with a body, without one, in chunks, 204 and 304: each as its own request wants it.',
    points: 2,
    needs: ['keepalive.persists'],
    spec: 'RFC 9112 §6.3, §9.2',
    why: 'Whether an answer has a body depends on a request that may be three behind, or in front of, the one that is looked at.',
    hint: 'Keep the method with the place in the queue.',
    lesson: MISTAKES,
    world: ONE_BACKEND,
    run: async lab => {
      const client = await lab.client()
      // The second time over connections that have served before.
      for (let round = 1; round <= 2; round += 1) {
        const parts = mixture(lab, 2)
        const requests = parts.map(part => part.request)
        const [first] = parts
        const gate = lab.gate()
        if (first !== undefined)
          lab.answer(first.request, async call => {
            await gate.opened
            await call.respond(first.answer)
          })
        const before = lab.calls.length
        client.send(...requests)
        await Promise.race([lab.arrivals(before + requests.length), lab.patience(80)])
        gate.open()
        mustFit(await answersTo(requests, client), parts)
      }
    },
  },
  {
    id: 'pipelining.one-after-the-other',
    stage: 4,
    level: 'should',
    title: 'A POST does not set out before the POST in front of it has been answered.',
    spec: 'RFC 9112 §9.3.2',
    why: 'Two orders that overtake each other leave the backends in another state than the client meant.',
    hint: 'Send requests side by side only where all of them are safe.',
    lesson: IDEA,
    run: async lab => {
      const posts = Array.from({ length: 3 }, () => lab.request({ method: 'POST', body: lab.random.word() }))
      let open = 0
      let most = 0
      for (const post of posts)
        lab.answer(post, async call => {
          open += 1
          most = Math.max(most, open)
          await call.settled()
          await lab.patience(20)
          open -= 1
          await call.respond()
        })
      const client = await lab.client()
      client.send(...posts)
      await answersTo(posts, client)
      mustEqual(most, 1, 'how many POSTs of one client were open at once')
    },
  },
  {
    id: 'balance.per-request',
    stage: 4,
    title: 'Round robin goes on request by request, also on one kept connection.',
    points: 2,
    needs: ['keepalive.persists'],
    spec: 'CONTRACT, stage 3',
    why: 'A busy client with one connection would else load one backend while the others sleep.',
    hint: 'Choose the backend for each request, not for each client.',
    lesson: IDEA,
    world: FRAGILE,
    run: async lab => {
      const client = await lab.client()
      for (let nth = 0; nth < lab.backends.length; nth += 1) await lab.exchange({}, client)
      const turns: number[] = []
      for (let nth = 0; nth < 4 * lab.backends.length; nth += 1) {
        const { call } = await lab.exchange({}, client)
        turns.push(call.backend)
      }
      const round = turns.slice(0, lab.backends.length)
      mustEqual(new Set(round).size, lab.backends.length, 'the number of backends in one round')
      const expected = turns.map((_, index) => round[index % round.length])
      mustEqual(turns.join(' '), expected.join(' '), 'the order of the backends on one connection')
    },
  },
]
