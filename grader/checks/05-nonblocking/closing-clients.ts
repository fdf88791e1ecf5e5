// Clients that go before they have their answers, and those that finish sending before they are answered.
import type { Check } from '../../check.ts'
import type { Lab } from '../../lab/lab.ts'
import { heard } from '../../lab/patience.ts'
import type { LabRequest } from '../../lab/request.ts'
import { must, mustEqual } from '../../verdict.ts'
import { IDEAS, MISTAKES } from './lesson.ts'
import { headFor, LongBody, MIB } from './long-body.ts'
import { mustBeLetGo } from './quick-world.ts'

const ABORTS = 100
const ROUNDS = 8
/**
 * What may be held more at one moment than at another: whoever has not heard yet that a client has gone reads its answer to the end,
 * and may keep that connection for others. So a pool may grow to as many as were open at once, and no further; a leak grows with each round.
 */
const SLACK = ABORTS + 40

export const CLOSING_CLIENTS: readonly Check[] = [
  {
    id: 'close.download-abandoned',
    stage: 5,
    title: 'When a client goes in the middle of a long download, the backend is let go, too.',
    points: 2,
    spec: 'CONTRACT, stage 5',
    why: 'Otherwise each click on Cancel leaves a download that nobody gets, or a connection that nobody closes.',
    hint: 'The end of a client ends its exchanges: close the connection that still sends.',
    lesson: MISTAKES,
    run: async lab => {
      for (const way of lab.random.shuffle(['reset', 'close'] as const)) {
        const body = new LongBody(lab.random, 160)
        const request = lab.request({ path: '/abandoned' })
        lab.answer(request, async call => {
          await call.complete()
          await call.turn
          call.send(headFor(call, body.byteCount))
          await body.sendTo(call)
          must(call.connectionEnding !== undefined, {
            reason: `the whole download was read from ${call.connectionName} though its client had gone`,
            expected: 'the proxy closes the connection to the backend',
            actual: `it took ${body.byteCount / MIB} MiB`,
          })
        })
        const client = await lab.client()
        client.send(request)
        const call = await lab.arrival(request)
        await client.received(MIB)
        client[way]()
        await call.connectionEnded()
      }
    },
  },
  {
    id: 'close.aborts',
    stage: 5,
    title: `${ROUNDS * ABORTS} clients that go before they have their answers leave no descriptor and no backend connection behind.`,
    points: 2,
    spec: 'CONTRACT, stage 5',
    why: 'What leaks one descriptor with each impatient client stops at the thousandth.',
    hint: 'Each way in which an exchange can end must release both of its connections.',
    lesson: MISTAKES,
    run: async lab => {
      await abortMany(lab)
      const descriptors = lab.program.descriptors()
      const connections = openConnections(lab)
      if (descriptors === undefined) lab.note('this system does not tell what a program has open: backends are asked')
      for (let round = 1; round < ROUNDS; round += 1) await abortMany(lab)
      const isBack = () =>
        openConnections(lab) <= connections + SLACK && (lab.program.descriptors() ?? 0) <= (descriptors ?? 0) + SLACK
      for (const giveUpAt = performance.now() + 8000; !isBack() && performance.now() < giveUpAt; )
        await lab.patience(50)
      must(openConnections(lab) <= connections + SLACK, () => ({
        reason: 'connections to backends stay open for clients that have gone',
        expected: `about ${connections}, as behind the first ${ABORTS} of them`,
        actual: `${openConnections(lab)} behind ${ROUNDS * ABORTS}`,
      }))
      must(isBack(), () => ({
        reason: 'descriptors stay open for clients that have gone',
        expected: `about ${descriptors}, as behind the first ${ABORTS} of them`,
        actual: `${lab.program.descriptors()} behind ${ROUNDS * ABORTS}`,
      }))
    },
  },
  {
    id: 'close.hanging-abandoned',
    stage: 5,
    level: 'should',
    title: 'When a client goes while a backend works for it, the backend is told by a close.',
    spec: 'RFC 9112 §9.5',
    why: 'A backend that hears of it can stop a query that nobody waits for.',
    hint: 'If nobody else waits on that connection, close it.',
    lesson: MISTAKES,
    run: async lab => {
      const request = lab.request()
      const gate = lab.gate()
      lab.answer(request, () => gate.opened)
      const client = await lab.client()
      client.send(request)
      const call = await lab.arrival(request)
      client.reset()
      await call.connectionEnded(3000)
    },
  },
  {
    id: 'close.reset-anywhere',
    stage: 5,
    title: 'Clients may reset their connections at any moment: the program survives it.',
    spec: 'CONTRACT, stage 5',
    why: 'Closed laptops and scans send resets all day.',
    hint: 'Every socket has somebody who hears of its errors, also while it is written to.',
    lesson: MISTAKES,
    run: async lab => {
      lab.answerAll(call => call.respond({ body: lab.random.bytes(MIB) }))
      const resetOne = async () => {
        const request = lab.request({ method: 'PUT', body: lab.random.bytes(2000) })
        const client = await lab.client()
        client.send(request.bytes.subarray(0, lab.random.pick([0, 10, 100, 1000, request.bytes.length])))
        const moment = lab.random.pick(['now', 'soon', 'in the answer'])
        if (moment === 'soon') await lab.patience(lab.random.integer(0, 10))
        if (moment === 'in the answer') await Promise.race([client.received(1), lab.patience(20)])
        client.reset()
      }
      for (let count = 0; count < 10; count += 1) await Promise.all(Array.from({ length: 6 }, resetOne))
    },
  },
  {
    id: 'close.half-closed-early',
    stage: 5,
    title:
      'A client that finishes sending in the middle of a request is refused; one that finishes behind it is answered, or let go.',
    spec: 'RFC 9112 §8, §9.6',
    why: 'Who waits for a rest that cannot come waits for ever.',
    hint: 'FIN in the middle of a request: it will never be complete. FIN behind it: the client may still listen.',
    lesson: MISTAKES,
    run: async lab => {
      const whole = lab.request({ method: 'POST', body: lab.random.text(500) })
      for (const sent of [10, whole.head.length - 3, whole.bytes.length - 100]) {
        const client = await lab.client()
        client.send(whole.bytes.subarray(0, sent))
        client.finish()
        await mustBeLetGo(client, `half of a request (${sent} of ${whole.bytes.length} octets, then FIN)`)
      }
      for (const call of lab.callsOf(whole))
        mustEqual((await call.settled()).state, 'cut', 'the state of a request that the client never finished')
      await mustEndWell(lab, lab.request())
    },
  },
  {
    id: 'close.strangers-answer',
    stage: 5,
    title: 'The answer to a client that has gone is never given to the client that came next.',
    points: 3,
    spec: 'RFC 9112 §9.2',
    why: 'The next client often has the number of the last one: who keeps answers by descriptor hands out other people’s pages.',
    hint: 'An answer belongs to an exchange, not to a number that the system gives away again.',
    lesson: IDEAS,
    run: async lab => {
      for (let round = 0; round < 12; round += 1) {
        const theirs = lab.request({ path: '/theirs' })
        // As many that one of them comes to the same backend.
        const own = Array.from({ length: 2 * lab.backends.length }, () => lab.request({ path: '/own' }))
        const gate = lab.gate()
        lab.answer(theirs, async call => {
          await gate.opened
          await call.respond()
        })
        const client = await lab.client()
        client.send(theirs)
        await lab.arrival(theirs)
        client.reset()
        const next = Promise.all(own.map(request => lab.exchange(request)))
        heard(next)
        await Promise.race([Promise.all(own.map(request => lab.arrival(request))), lab.patience(100)])
        gate.open()
        await next
      }
    },
  },
]

/** Clients that go: half of them before their answer begins, half of them in the middle of it. */
async function abortMany(lab: Lab): Promise<void> {
  const gate = lab.gate()
  const requests = Array.from({ length: ABORTS }, () => lab.request({ path: '/aborted' }))
  for (const [index, request] of requests.entries())
    lab.answer(request, async call => {
      await call.settled()
      await call.turn
      const bytes = call.answerBytes({ body: lab.random.text(2000) })
      if (index % 2 === 0) call.send(bytes.subarray(0, -1000))
      await gate.opened
      call.send(index % 2 === 0 ? bytes.subarray(-1000) : bytes)
      call.done()
    })
  const clients = await Promise.all(requests.map(() => lab.client()))
  for (const [index, client] of clients.entries()) client.send(requests[index] ?? '')
  // A proxy may let some wait for a connection.
  await Promise.race([lab.arrivals(lab.calls.length + ABORTS), lab.patience(300)])
  for (const client of clients) client.reset()
  gate.open()
  for (let count = 0; count < 5; count += 1) await lab.exchange()
}

function openConnections(lab: Lab): number {
  return lab.backends.reduce((sum, { openConnections }) => sum + openConnections, 0)
}

/** To have finished sending is not to have lost interest, but respected proxies take it so. */
async function mustEndWell(lab: Lab, request: LabRequest): Promise<void> {
  const client = await lab.client()
  client.send(request)
  client.finish()
  const response = await client.message()
  if (response?.status !== 200) lab.warn('a client that finished sending behind its request got no answer')
  await client.ended()
}
