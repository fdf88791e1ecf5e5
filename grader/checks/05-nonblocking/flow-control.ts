// Who does not read makes the other side stop sending, and costs no memory.
import type { Check } from '../../check.ts'
import { mustAnswer } from '../../lab/exchange.ts'
import type { Lab } from '../../lab/lab.ts'
import { heard } from '../../lab/patience.ts'
import { must, mustEqual } from '../../verdict.ts'
import { IDEAS, MISTAKES } from './lesson.ts'
import { chunkedHeadFor, LONG_MS, LongBody, MIB, requestFor, untilItStands, whileItFlows } from './long-body.ts'
import { memoryOf, UNHURRIED } from './memory.ts'

// More than kernels keep on the way (Linux: at most 2 × (32 + 4) MiB, usually 10) and the memory that is granted.
const BODY_MIB = 96
const PIPELINED = 1000
const PAGE_BYTES = 96 * 1024
// As large as every server accepts it (nginx: 4 KiB), so many heads make more than the granted memory and what kernels keep.
const HEADS = 24_000
const FIELD_BYTES = 3000
const WHY_MEMORY = 'A proxy that keeps what nobody reads is ended by the kernel as soon as some clients are slow.'

export const FLOW_CONTROL: readonly Check[] = [
  {
    id: 'flow.client-does-not-read',
    stage: 5,
    title:
      'A backend that sends to a client that does not read is made to stop; when the client reads on, no octet is missing.',
    points: 3,
    spec: 'CONTRACT, stage 5',
    why: WHY_MEMORY,
    hint: 'When a write to the client does not fit, stop reading from the backend until the client has room again.',
    lesson: IDEAS,
    world: UNHURRIED,
    capMs: LONG_MS,
    run: async lab => {
      const body = new LongBody(lab.random, BODY_MIB)
      const request = lab.request({ path: '/download' })
      let isEnough = false
      const sha256 = Promise.withResolvers<string>()
      lab.answer(request, async call => {
        await call.complete()
        await call.turn
        call.send(chunkedHeadFor(call))
        sha256.resolve(await body.sendChunksTo(call, () => isEnough))
        call.done()
      })
      const memory = memoryOf(lab)
      const client = await lab.client()
      client.send(request)
      const call = await lab.arrival(request)
      const before = call.acceptedBytes
      await client.received(1)
      client.pause()
      const sent = await untilItStands(lab, () => call.acceptedBytes - before, body.byteCount)
      memory.mustNotHaveGrown('while a client did not read its answer')
      must(sent < body.byteCount, {
        reason: `${call.connectionName} could send all of its answer though the client did not read`,
        expected: 'the proxy stops reading from the backend',
        actual: `it took ${BODY_MIB} MiB`,
      })
      isEnough = true
      client.resume()
      const flowing = client.response('GET', { keepBody: false, limitMs: LONG_MS })
      const response = await whileItFlows(lab, flowing, () => client.receivedBytes, 'a download that was paused')
      mustAnswer(response, request, client.name)
      mustEqual(response.sha256, await sha256.promise, 'the SHA-256 of the body that the client got')
    },
  },
  {
    id: 'flow.backend-does-not-read',
    stage: 5,
    title:
      'A client that sends to a backend that does not read is made to stop; when the backend reads on, no octet is missing.',
    points: 3,
    spec: 'CONTRACT, stage 5',
    why: WHY_MEMORY,
    hint: 'When a write to the backend does not fit, stop reading from the client until the backend has room again.',
    lesson: IDEAS,
    world: UNHURRIED,
    capMs: LONG_MS,
    run: async lab => {
      const body = new LongBody(lab.random, BODY_MIB)
      const request = lab.request({ method: 'POST', path: '/upload', chunked: true })
      const gate = lab.gate()
      lab.answer(request, async call => {
        call.pause()
        await gate.opened
        call.resume()
        await call.respond()
      })
      const memory = memoryOf(lab)
      const client = await lab.client()
      client.send(request.head)
      let isEnough = false
      const sending = body.sendChunksTo(client, () => isEnough)
      heard(sending)
      const sent = await untilItStands(lab, () => client.acceptedBytes, body.byteCount)
      memory.mustNotHaveGrown('while a backend did not read the body of a request')
      must(sent < body.byteCount, {
        reason: `${client.name} could send all of its request though the backend did not read`,
        expected: 'the proxy stops reading from the client',
        actual: `it took ${BODY_MIB} MiB`,
      })
      const call = await lab.arrival(request)
      isEnough = true
      gate.open()
      const flowing = sending.then(() => client.response('POST', { limitMs: LONG_MS }))
      const response = await whileItFlows(lab, flowing, () => call.bodyBytes, 'an upload that was paused')
      mustAnswer(response, request, client.name)
      mustEqual(await call.sha256(LONG_MS), await sending, 'the SHA-256 of the body that the backend got')
    },
  },
  {
    id: 'flow.pipelined-unread',
    stage: 5,
    title: `Of a client that pipelines ${PIPELINED} requests and reads no answer no more is read than can be kept; later it gets all answers, in order.`,
    points: 2,
    spec: 'CONTRACT, stage 5; RFC 9112 §9.3.2',
    why: 'One connection is enough to fill the memory of a proxy that reads every request that it can get.',
    hint: 'Count the answers that are owed to a client; from some number on its socket is not read.',
    lesson: MISTAKES,
    world: UNHURRIED,
    capMs: LONG_MS,
    run: async lab => {
      const requests = Array.from({ length: PIPELINED }, () => lab.request())
      const page = lab.random.bytes(PAGE_BYTES)
      let isReading = false
      lab.answerAll(call => call.respond(isReading ? {} : { body: page }))
      const memory = memoryOf(lab)
      const client = await lab.client()
      client.pause()
      client.send(...requests)
      const marks = new Set(requests.map(({ mark }) => mark))
      const hasCome = () => lab.calls.filter(({ mark }) => marks.has(mark)).length
      const asked = await untilItStands(lab, hasCome, PIPELINED)
      memory.mustNotHaveGrown(`while a client did not read the answers to ${PIPELINED} requests`)
      must(asked < PIPELINED, {
        reason: `all requests of a client that reads no answer were sent on, and all answers taken`,
        expected: 'from some number of open answers on nothing more is read from the client',
        actual: `${PIPELINED} answers of ${PAGE_BYTES} octets`,
      })
      isReading = true
      client.resume()
      for (const [index, request] of requests.entries()) {
        const response = await client.message('GET', { keepBody: false })
        if (response === undefined && index > 0)
          return lab.warn(`the connection was closed behind ${index} of ${PIPELINED} pipelined requests`)
        must(response?.complete === true, { reason: `answer ${index + 1} of ${PIPELINED} is missing, or cut short` })
        mustAnswer(response, request, client.name)
      }
    },
  },
  {
    id: 'flow.bodiless-unread',
    stage: 5,
    title:
      'Nor does a client that pipelines requests without end and reads nothing cost memory where the answers have no body.',
    points: 2,
    spec: 'CONTRACT, stage 5',
    why: 'A limit that counts bodies, or open requests, sees nothing of heads that were answered and never read.',
    hint: 'Whatever was written to a client and has found no room counts: until it has gone, read no further request.',
    lesson: MISTAKES,
    world: UNHURRIED,
    capMs: LONG_MS,
    run: async lab => {
      const requests = Array.from({ length: HEADS }, () => lab.request({ method: 'HEAD' }))
      const fields = [['X-Large', lab.random.hex(FIELD_BYTES)]] as const
      lab.answerAll(call => call.respond({ fields }))
      const memory = memoryOf(lab)
      const client = await lab.client()
      client.pause()
      client.send(...requests)
      // The lab's own visitor, who is asked whether the program goes on, is not one of them.
      const hasCome = () => lab.calls.filter(({ method }) => method === 'HEAD').length
      const asked = await untilItStands(lab, hasCome, HEADS)
      memory.mustNotHaveGrown(`while a client did not read the answers to ${asked} HEAD requests`)
      must(asked < HEADS, {
        reason: `all requests of a client that reads no answer were sent on, and all answers taken`,
        expected: 'from some number of unread octets on nothing more is read from the client',
        actual: `${HEADS} answers of ${FIELD_BYTES} octets and more`,
      })
      client.resume()
      for (const request of requests.slice(0, asked)) {
        const response = await client.message('HEAD')
        if (response === undefined) return lab.warn('the connection was closed in the midst of pipelined requests')
        mustAnswer(response, request, client.name)
      }
      client.close()
    },
  },
  {
    id: 'flow.many-pauses',
    stage: 5,
    title: 'Clients that stop and go on, again and again, get every octet.',
    points: 2,
    spec: 'CONTRACT, stage 5',
    why: 'A download that stands still for ever after a pause, or has a hole, is worse than a slow one.',
    hint: 'What stops reading must be told to go on: once by each event that says that there is room again.',
    lesson: IDEAS,
    world: UNHURRIED,
    run: async lab => {
      await Promise.all(Array.from({ length: 4 }, () => downloadWithPauses(lab)))
    },
  },
]

async function downloadWithPauses(lab: Lab): Promise<void> {
  const body = new LongBody(lab.random, 8)
  const request = requestFor(lab, '/paused', body)
  const client = await lab.client()
  client.send(request)
  const response = client.response('GET', { keepBody: false, limitMs: 12_000 })
  heard(response)
  for (const mebibytes of [0, 2, 5]) {
    await client.received(mebibytes * MIB + 1)
    client.pause()
    await lab.patience(lab.random.integer(10, 60))
    client.resume()
  }
  mustAnswer(await response, request, client.name)
  mustEqual((await response).sha256, body.sha256, 'the SHA-256 of the body that the client got')
}
