// When a client's connection lives on behind an answer, and when it must not: RFC 9112 §9.3.
import type { Check } from '../../check.ts'
import { mustAnswer } from '../../lab/exchange.ts'
import { answersTo, outcomeOf } from '../../lab/outcome.ts'
import { valuesOf } from '../../lab/response.ts'
import { must, mustEqual } from '../../verdict.ts'
import { BODY_BYTES, NARROW } from '../02-parse/narrow-world.ts'
import { ONE_BACKEND } from '../03-forward/worlds.ts'
import { mixture, mustFit } from './mixture.ts'

const TASKS = 'stages/04-pipelining/README.md#what-the-course-asks-for-and-where-it-is'
const MISTAKES = 'stages/04-pipelining/README.md#five-mistakes-people-make-here'

export const PERSISTENCE: readonly Check[] = [
  {
    id: 'keepalive.persists',
    stage: 4,
    title: 'A client of HTTP/1.1 may ask twenty times on one connection, one request after the other.',
    points: 2,
    spec: 'RFC 9112 §9.3',
    why: 'A new connection for each request costs a round trip, and memory at both ends.',
    hint: 'Behind the answer read the next request; close only where somebody has asked for it.',
    lesson: TASKS,
    byHand: 'curl -v http://127.0.0.1:{port}/a http://127.0.0.1:{port}/b',
    run: async lab => {
      const client = await lab.client()
      for (let nth = 1; nth <= 20; nth += 1) {
        const { response } = await lab.exchange({ path: `/${lab.random.word()}` }, client)
        const says = valuesOf(response, 'connection').join(', ').toLowerCase()
        must(!says.includes('close'), {
          reason: `answer ${nth} says that its connection closes, though nobody has asked for that`,
          expected: 'a connection that persists',
          actual: `Connection: ${says}`,
        })
      }
    },
  },
  {
    id: 'keepalive.close',
    stage: 4,
    title: 'Behind the answer to a request with Connection: close the connection closes.',
    points: 2,
    needs: ['keepalive.persists'],
    spec: 'RFC 9112 §9.6',
    why: 'A client that reads until the end of the connection waits for ever if there is none.',
    hint: 'Connection is a list of words in any case of letters; look for close in it, on every request.',
    lesson: MISTAKES,
    byHand: "printf 'GET / HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\n\\r\\n' | nc 127.0.0.1 {port}",
    run: async lab => {
      for (const word of lab.random.shuffle(['close', 'Close', 'x-any, CLOSE', 'keep-alive, close'])) {
        const client = await lab.client()
        await lab.exchange({}, client)
        const { response } = await lab.exchange({ fields: [['Connection', word]] }, client)
        await client.ended()
        const says = valuesOf(response, 'connection').join(', ').toLowerCase()
        if (!says.includes('close')) lab.warn('the last answer on a connection should say Connection: close (§9.6)')
      }
    },
  },
  {
    id: 'keepalive.http-10',
    stage: 4,
    title:
      'A client of HTTP/1.0 is answered and its connection closed, unless it asked to keep it and is told that it is kept.',
    spec: 'RFC 9112 §9.3, CONTRACT, stage 4',
    why: 'Clients of HTTP/1.0 find the end of an answer by the end of the connection: ab without -k, curl -0.',
    hint: 'Without Connection: keep-alive close; with it close too, or answer with Connection: keep-alive.',
    lesson: MISTAKES,
    byHand: 'curl -0 -v http://127.0.0.1:{port}/',
    run: async lab => {
      const plain = lab.request({ version: 'HTTP/1.0' })
      const first = await lab.client()
      first.send(plain)
      // Programs that speak only HTTP/1.1 may say so: 426 or 505.
      if ((await outcomeOf(first, plain)).kind !== 'answered') lab.warn('a client of HTTP/1.0 is not served')
      await first.ended()

      const asking = lab.request({ version: 'HTTP/1.0', fields: [['Connection', 'keep-alive']] })
      const second = await lab.client()
      second.send(asking)
      const { response } = await outcomeOf(second, asking)
      const isKept = /keep-alive/i.test(valuesOf(response ?? { fields: [] }, 'connection').join())
      if (isKept) await lab.exchange({ version: 'HTTP/1.0' }, second)
      else lab.warn('a client of HTTP/1.0 that asks to keep its connection may not keep it')
      await second.ended()

      // An answer without a length: nothing but the end of the connection tells this client where it ends.
      const endless = lab.request({ version: 'HTTP/1.0', fields: [['Connection', 'keep-alive']] })
      lab.answer(endless, call => call.respond({ framing: 'until close' }))
      const third = await lab.client()
      third.send(endless)
      await outcomeOf(third, endless)
    },
  },
  {
    id: 'keepalive.heads-in-pieces',
    stage: 4,
    title:
      'On kept connections heads that come in two pieces follow each other, those of clients and those of backends.',
    points: 2,
    needs: ['keepalive.persists'],
    spec: 'CONTRACT, stage 2; RFC 9112 §9.3',
    why: 'What has been noted of half a head, and is not forgotten when it is whole, spoils the next one: a fault that comes and goes with the network.',
    hint: 'Whatever is counted while a head comes begins again at 0 with the next.',
    lesson: MISTAKES,
    world: ONE_BACKEND,
    run: async lab => {
      const client = await lab.client()
      // Many short lines, then one that is longer than all of those: whoever reads on where the last head was left is in the midst of it.
      for (const [lines, length] of [
        [20, 6],
        [1, 700],
        [25, 5],
        [1, 900],
      ] as const) {
        const words = Array.from({ length: lines }, () => ['X-Word', lab.random.word(length)] as const)
        const fields = [...words, ['X-Last', lab.random.word(40)] as const]
        const request = lab.request({ fields })
        lab.answer(request, async call => {
          const answer = call.answerBytes({ fields, body: '' })
          call.send(answer.subarray(0, -40))
          await lab.patience(10)
          call.send(answer.subarray(-40))
          call.done()
        })
        client.send(request.bytes.subarray(0, -20))
        await lab.patience(10)
        client.send(request.bytes.subarray(-20))
        const response = await client.response()
        mustAnswer(response, request)
        mustEqual(
          valuesOf(response, 'x-word').join(),
          words.map(([, word]) => word).join(),
          'the fields of an answer whose head came in pieces',
        )
      }
    },
  },
  {
    id: 'keepalive.body-limit',
    stage: 4,
    title: 'The limit body_bytes is for each body: on one connection more than that may come in all.',
    needs: ['keepalive.persists', 'chunked.request'],
    spec: 'CONTRACT, the conf file',
    why: 'Who forgets to count anew refuses the tenth upload of a client, and nobody can say why.',
    hint: 'Count from 0 at the head of each request.',
    lesson: MISTAKES,
    world: NARROW,
    run: async lab => {
      const client = await lab.client()
      for (const chunked of lab.random.shuffle([false, [300], false, [50, 300]])) {
        const body = lab.random.text(BODY_BYTES - lab.random.integer(0, 100))
        const { call } = await lab.exchange({ method: 'POST', body, chunked }, client)
        mustEqual((await call.body()).length, body.length, 'the octets of the body that the backend got')
      }
    },
  },
  {
    id: 'keepalive.every-kind-of-answer',
    stage: 4,
    title: 'On one connection answers of every framing follow each other, and each ends where it ends.',
    points: 2,
    needs: ['keepalive.persists'],
    spec: 'RFC 9112 §6.3',
    why: 'An answer that is read one octet too far or too short spoils all that come behind it.',
    hint: 'The method of the very request decides whether its answer has a body: HEAD, then 204 and 304, then the framing.',
    lesson: TASKS,
    world: ONE_BACKEND,
    run: async lab => {
      const client = await lab.client()
      const parts = mixture(lab, 2)
      for (const part of parts) {
        client.send(part.request)
        mustFit(await answersTo([part.request], client), [part])
      }
    },
  },
  {
    id: 'keepalive.until-close',
    stage: 4,
    title: 'A body that ends where the backend closes reaches the client whole, and the client learns where it ends.',
    spec: 'RFC 9112 §6.3, CONTRACT, stage 4',
    why: 'Many simple backends announce no length. A client whose connection stays open cannot see such an end by itself.',
    hint: 'Towards the client either chunked, or Connection: close and a close.',
    lesson: TASKS,
    world: ONE_BACKEND,
    run: async lab => {
      const client = await lab.client()
      const body = lab.random.text(lab.random.integer(1, 60_000))
      const request = lab.request()
      lab.answer(request, call => call.respond({ framing: 'until close', body }))
      const { response } = await lab.exchange(request, client)
      mustEqual(response.body.toString('latin1'), body, 'the body')
      if (client.ending !== undefined || response.framing === 'until close') return
      if (valuesOf(response, 'connection').some(value => /close/i.test(value))) return
      const next = lab.request()
      client.send(next)
      // It may just have been closed without a word.
      await outcomeOf(client, next)
    },
  },
]
