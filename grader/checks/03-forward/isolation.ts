// Clients do not get into each other's way: each gets its own answers, whatever the others do.
import type { Check } from '../../check.ts'
import { mustAnswer } from '../../lab/exchange.ts'
import type { Lab } from '../../lab/lab.ts'
import { isRefusal } from '../../lab/refusal.ts'
import { type LabRequest, toRequest } from '../../lab/request.ts'
import { sha256Of, valuesOf } from '../../lab/response.ts'
import { must, mustEqual } from '../../verdict.ts'
import { LESSON } from './lesson.ts'

export const ISOLATION_CHECKS: readonly Check[] = [
  {
    id: 'isolation.crowd',
    stage: 3,
    title: 'Many clients at once: each gets the answers to its own requests, and all of them.',
    needs: ['request.length', 'response.length'],
    points: 3,
    spec: 'CONTRACT, stage 3',
    why: 'One page in somebody else’s browser is the end of trust in a proxy.',
    hint: 'Everything about a request belongs to that request: no "current" one, no shared buffer.',
    lesson: LESSON.TOUR,
    run: lab => crowd(lab, 24, 5),
  },
  {
    id: 'isolation.malformed-client',
    stage: 3,
    title: 'A client that sends garbage in the middle of a crowd harms nobody else.',
    needs: ['isolation.crowd'],
    points: 2,
    spec: 'CONTRACT, stage 3',
    why: 'Every public address gets garbage all day long.',
    hint: 'An error while reading one client’s octets must end with that client.',
    lesson: LESSON.TOUR,
    run: async lab => {
      const garbage = [
        lab.random.bytes(4096),
        Buffer.from('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 'latin1'),
        Buffer.from('GET\r\n\r\n'),
        Buffer.from('\r\n\r\n\r\n'),
        Buffer.from('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: abc\r\n\r\n'),
        Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n: \r\nno colon\r\n\r\n'),
      ]
      const vandals = lab.random.shuffle(garbage).map(async bytes => {
        const client = await lab.client()
        client.send(bytes)
        client.finish()
        await client.ended()
        client.forget()
      })
      await Promise.all([crowd(lab, 12, 3), ...vandals])
    },
  },
  {
    id: 'isolation.reset-client',
    stage: 3,
    title: 'Clients that go in the middle of an exchange harm nobody else.',
    needs: ['isolation.crowd'],
    spec: 'CONTRACT, stage 3',
    why: 'People close tabs. A write to a connection that is gone must not end the program.',
    hint: 'Listen for errors on both sockets; when one is gone, let go of the other.',
    lesson: LESSON.MISTAKES,
    run: async lab => {
      const leavers = Array.from({ length: 9 }, async (_, index) => {
        const request = lab.request({ method: 'POST', body: lab.random.text(50) })
        const gate = lab.gate()
        lab.answer(request, async call => {
          if (index % 3 === 0) call.send(call.answerBytes({ body: 'x'.repeat(99) }).subarray(0, -9))
          await gate.opened
          if (index % 3 === 0) return call.reset()
          await call.respond({ body: lab.random.bytes(200_000) })
        })
        const client = await lab.client()
        client.send(index % 3 === 2 ? request.bytes.subarray(0, -5) : request)
        if (index % 3 !== 2) await lab.arrival(request)
        client.reset()
        await lab.patience(5)
        gate.open()
      })
      await Promise.all([crowd(lab, 12, 3), ...leavers])
    },
  },
  {
    id: 'isolation.authorization',
    stage: 3,
    title: 'Two users who ask for the same target each get their own page.',
    needs: ['forward.request-fields'],
    points: 2,
    spec: 'RFC 9111 §3.5; CONTRACT, stage 3',
    why: 'Who remembers answers by their path shows one user’s account to the next.',
    hint: 'Ask the backend for every request.',
    lesson: LESSON.TOUR,
    run: async lab => {
      const mark = lab.mark()
      lab.answer(mark, call => call.respond({ body: valuesOf(call, 'authorization').join() }))
      for (const user of [lab.random.word(), lab.random.word(), lab.random.word()]) {
        const fields = [
          ['Authorization', `Basic ${user}`],
          ['Cookie', `user=${user}`],
        ] as const
        const { response } = await lab.exchange(toRequest(mark, { fields }))
        mustEqual(response.body.toString('latin1'), `Basic ${user}`, `the page of ${user}`)
      }
    },
  },
  {
    id: 'smuggling.odd-codings',
    stage: 3,
    title:
      'A request whose Transfer-Encoding can be read in two ways is refused, or reaches the backend as one request.',
    needs: ['chunked.request'],
    points: 3,
    spec: 'RFC 9112 §6.1, §11.2',
    why: 'Where proxy and backend read it differently, its body is the next user’s request.',
    hint: 'Take exactly "chunked", in any case of letters, and refuse all else; never pass both framings on.',
    lesson: LESSON.TOUR,
    run: async lab => {
      const codings = ['xchunked', 'chunked\x0b', 'chunked\0', '"chunked"', 'chunked;q=1', 'chunked, identity', '']
      const lists = ['identity', ', chunked', 'chunked ,', 'chunked, chunked', 'x\r\nTransfer-Encoding: chunked']
      for (const coding of [...codings, ...lists])
        for (const isBoth of [true, false]) await smuggle(lab, coding, isBoth)
    },
  },
]

/** A body that is lawful by its length and by its chunks, with a request inside the longer reading. */
async function smuggle(lab: Lab, coding: string, hasLength: boolean): Promise<void> {
  const inner = lab.request({ path: '/inner' })
  lab.mustNeverArrive(inner.mark, `what stood behind "Transfer-Encoding: ${coding}"`)
  const body = `5\r\nhello\r\n0\r\n\r\n${inner.bytes.toString('latin1')}`
  const fields = [
    ...(hasLength ? [['Content-Length', String(body.length)] as const] : []),
    ['Transfer-Encoding', coding] as const,
    ['Connection', 'close'] as const,
  ]
  const request = lab.request({ method: 'POST', fields })
  const client = await lab.client()
  client.send(request.head, body)
  client.finish()
  const response = await client.message('POST')
  if (response === undefined || isRefusal(response.status)) return
  mustAnswer(response, request)
  const arrived = (await (await lab.arrival(request)).body()).toString('latin1')
  must(arrived === 'hello' || arrived === body, {
    reason: `the body under "Transfer-Encoding: ${coding}" reached the backend as neither its chunks nor its length say`,
    expected: 'hello',
    actual: arrived,
  })
}

/** So many clients at once, each with so many requests one after the other, with bodies of many sizes both ways. */
async function crowd(lab: Lab, clients: number, requests: number): Promise<void> {
  const one = async () => {
    for (let i = 0; i < requests; i++) {
      const request = lab.request({ method: 'POST', body: lab.random.bytes(lab.random.integer(0, 30_000)) })
      await exchangeOfSize(lab, request, lab.random.integer(0, 60_000))
    }
  }
  await Promise.all(Array.from({ length: clients }, one))
}

async function exchangeOfSize(lab: Lab, request: LabRequest, answerBytes: number): Promise<void> {
  const body = lab.random.bytes(answerBytes)
  const framing = lab.random.pick(['length', 'chunked'] as const)
  const delayMs = lab.random.integer(0, 8)
  lab.answer(request, async call => {
    await lab.patience(delayMs)
    await call.respond({ body, framing })
  })
  const { call, response } = await lab.exchange(request)
  mustEqual(await call.sha256(), sha256Of(request.body), `the digest of the body of ${request.mark} at the backend`)
  mustEqual(response.sha256, sha256Of(body), `the digest of the answer to ${request.mark}`)
}
