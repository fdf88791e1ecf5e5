// Answers that must wait, for their turn or for a client that reads slowly: what happens meanwhile takes nothing of them away.
import type { Check } from '../../check.ts'
import { mustAnswer } from '../../lab/exchange.ts'
import type { Lab } from '../../lab/lab.ts'
import { answersTo, outcomeOf } from '../../lab/outcome.ts'
import { heard } from '../../lab/patience.ts'
import type { LabRequest } from '../../lab/request.ts'
import { sha256Of } from '../../lab/response.ts'
import { must, mustEqual } from '../../verdict.ts'
import { FRAGILE } from '../03-forward/worlds.ts'

const MISTAKES = 'stages/04-pipelining/README.md#five-mistakes-people-make-here'
// More than kernels keep on the way (Linux: 10 MiB), so that its end waits in the program.
const LARGE_BYTES = 12_000_000
const KIB_32 = 32_768

export const WAITING: readonly Check[] = [
  {
    id: 'waiting.for-its-turn',
    stage: 4,
    title: 'An answer that waits for its turn is whole, though its backend has closed behind it.',
    points: 2,
    needs: ['keepalive.persists', 'response.until-close'],
    spec: 'CONTRACT, stage 4; RFC 9112 §9.3.2',
    why: 'A backend that has said all may go. What it said lasts until its client can hear it.',
    hint: 'The end of the input is an event behind the last octet: it throws away nothing that still waits.',
    lesson: MISTAKES,
    world: FRAGILE,
    run: async lab => {
      // Whoever lets only so much wait is full, or has just room, when the end comes. Few at a time: who has few connections to
      // a backend lets the others wait.
      for (const size of [1, 2, 4, 8, 16, 32].map(size => size * KIB_32))
        await Promise.all([size, size - lab.random.integer(1, 300)].map(bytes => mustBeWhole(lab, bytes)))
    },
  },
  {
    id: 'waiting.for-its-client',
    stage: 4,
    title:
      'An answer that breaks off takes nothing of the whole answer before it along, however slowly the client reads.',
    points: 2,
    needs: ['keepalive.persists', 'cut.length'],
    spec: 'CONTRACT, stage 3; RFC 9112 §8, §9.3.2',
    why: 'What breaks is the second page. The first one came whole, and the client is still reading it.',
    hint: 'Breaking the connection is the last that is written to it: behind everything that waits in your memory.',
    lesson: MISTAKES,
    world: FRAGILE,
    run: async lab => {
      const body = lab.random.bytes(LARGE_BYTES)
      for (const afterwards of lab.random.shuffle(['finish', 'reset'] as const)) {
        const [whole, broken] = [lab.request(), lab.request()]
        lab.answer(whole, call => call.respond({ body }))
        lab.answer(broken, async call => {
          await call.settled()
          await call.turn
          call.send(call.answerBytes({ body: lab.random.text(2000) }).subarray(0, -1000))
          call[afterwards]()
        })
        const client = await lab.client()
        client.pause()
        client.send(whole, broken)
        const isBroken = lab.arrival(broken).then(call => call.answered)
        heard(isBroken)
        // Who sends one request after the other is right, too: there the second waits for the client.
        await Promise.race([isBroken, lab.patience(150)])
        let isOver = false
        const reading = client.response('GET', { keepBody: false, limitMs: 15_000 })
        heard(reading.finally(() => (isOver = true)))
        while (!isOver) {
          client.resume()
          await lab.patience(1)
          client.pause()
          await lab.patience(4)
        }
        client.resume()
        const response = await reading
        mustAnswer(response, whole, client.name)
        mustEqual(response.sha256, sha256Of(body), 'the SHA-256 of the body of the whole answer')
        const { kind } = await outcomeOf(client, broken)
        must(kind === 'closed' || kind === 'error', {
          reason: 'an answer that its backend broke off was given to the client as if it were whole',
          expected: '502, or a connection that breaks off in the middle of it',
        })
        client.close()
      }
    },
  },
  {
    id: 'waiting.interim',
    stage: 4,
    title: 'An interim response, 100 Continue among them, is not sent in the midst of the answer before it.',
    points: 2,
    needs: ['keepalive.persists', 'response.length', 'interim.not-the-answer'],
    spec: 'RFC 9112 §9.3.2; RFC 9110 §10.1.1, §15.2',
    why: 'Whatever stands between two halves of an answer is part of that answer: a picture with HTTP/1.1 100 Continue in it.',
    hint: 'What is written to a client is written in its turn, interim responses too, or not at all.',
    lesson: MISTAKES,
    world: FRAGILE,
    run: async lab => {
      // A POST may be kept waiting until what is open has been answered.
      const expecting = ['POST', 'GET'].map(method =>
        lab.request({ method, body: lab.random.text(500), fields: [['Expect', '100-continue']] }),
      )
      const hinted = lab.request()
      lab.answer(hinted, async call => {
        await call.settled()
        await call.turn
        call.send('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n')
        call.send(call.answerBytes())
        call.done()
      })
      await Promise.all([
        ...expecting.map(request => interimBehindHalf(lab, request, request.head)),
        interimBehindHalf(lab, hinted, hinted.bytes),
      ])
    },
  },
]

/** Of two pipelined requests the first is slow; the second is answered by `wireBytes` octets, head and all, and a FIN. */
async function mustBeWhole(lab: Lab, wireBytes: number): Promise<void> {
  const gate = lab.gate()
  const [slow, behind] = [lab.request(), lab.request()]
  lab.answer(slow, async call => {
    await gate.opened
    await call.respond()
  })
  const stock = lab.random.bytes(wireBytes)
  const body = Promise.withResolvers<Buffer>()
  lab.answer(behind, async call => {
    await call.settled()
    await call.turn
    const head = call.answerBytes({ framing: 'until close', body: '' })
    body.resolve(stock.subarray(head.length))
    await call.sendAll(Buffer.concat([head, stock.subarray(head.length)]))
    call.finish()
  })
  const client = await lab.client()
  client.send(slow, behind)
  const answered = lab.arrival(behind).then(call => call.answered)
  heard(answered)
  await Promise.race([answered, lab.patience(150)])
  // Time for the program to hear of the FIN.
  await lab.patience(20)
  gate.open()
  await answersTo([slow], client)
  const response = await client.response('GET', { keepBody: false })
  mustAnswer(response, behind, client.name)
  const what = `the SHA-256 of an answer of ${wireBytes} octets, head and all, that waited for its turn`
  mustEqual(response.sha256, sha256Of(await body.promise), what)
  client.close()
}

/** Half of an answer has come when the next request is sent, as far as `begin`; the rest of both follows. */
async function interimBehindHalf(lab: Lab, next: LabRequest, begin: Buffer): Promise<void> {
  const body = lab.random.text(2000)
  const first = lab.request()
  const gate = lab.gate()
  lab.answer(first, async call => {
    await call.settled()
    await call.turn
    const bytes = call.answerBytes({ body })
    call.send(bytes.subarray(0, -1000))
    await gate.opened
    call.send(bytes.subarray(-1000))
    call.done()
  })
  const client = await lab.client()
  client.send(first)
  // Who passes bodies on only when they are whole is right, too.
  await Promise.race([client.received(1), lab.patience(150)])
  client.send(begin)
  const isThere = lab.arrival(next)
  heard(isThere)
  await Promise.race([isThere, lab.patience(150)])
  // Time for the program to hear what the backend says.
  await lab.patience(20)
  gate.open()
  const response = await client.response()
  mustAnswer(response, first, client.name)
  mustEqual(response.body.toString('latin1'), body, 'the body of the answer that was half sent')
  client.send(next.bytes.subarray(begin.length))
  mustAnswer(await client.response(next.method), next, client.name)
  client.close()
}
