// Stage 2 and later: what is too large is refused, and what is not is not.
import type { Check } from '../../check.ts'
import type { Lab } from '../../lab/lab.ts'
import { isRefusal } from '../../lab/refusal.ts'
import type { Response } from '../../lab/response.ts'
import { sha256Of } from '../../lab/response.ts'
import { mustHaveBody, understood } from '../../lab/understood.ts'
import { must, mustEqual } from '../../verdict.ts'
import { BODY_BYTES, HEAD_BYTES, NARROW, TARGET_BYTES } from './narrow-world.ts'
import { LESSON, parseCheck, toBytes } from './parse-check.ts'

const ENDLESS_BYTES = 16 * 1024 * 1024
const EXPERIMENTS = `${LESSON}#experiments`

export const LIMITS: readonly Check[] = [
  parseCheck({
    id: 'parse.head-limit',
    title: 'A head larger than head_bytes is refused, in one line or in many, and one that is just smaller is not.',
    points: 2,
    world: NARROW,
    spec: 'RFC 6585 §5; CONTRACT, the conf file and stage 2: 431',
    why: 'Whatever a client may make grow without end ends in an empty machine.',
    hint: 'Count the octets of the whole head as they come, and compare before you store more.',
    lesson: EXPERIMENTS,
    run: async lab => {
      await understood(lab, lab.request({ fields: [['X-A', lab.random.word(HEAD_BYTES - 200)]] }))
      const status = await statusOf(lab, largeHead(lab))
      if (lab.stage === 2 && status !== 431) lab.warn(`a head that is too large gets ${status}, not 431`)
      const lines = Array.from({ length: 16 }, (_, nth) => [`X-${nth}`, lab.random.word(HEAD_BYTES / 8)] as const)
      await mustNotBeTaken(lab, lab.request({ fields: lines }))
    },
  }),
  parseCheck({
    id: 'parse.head-endless',
    title: 'A head that never ends is refused long before 16 MiB of it have come.',
    points: 2,
    spec: 'RFC 9110 §5.4; CONTRACT, the conf file',
    why: 'It costs an attacker nothing to go on sending.',
    hint: 'A limit that is only looked at when the head has ended is none.',
    lesson: EXPERIMENTS,
    byHand: "(printf 'GET / HTTP/1.1\\r\\nHost: a\\r\\nX: '; yes | tr -d '\\n') | nc 127.0.0.1 {port}",
    run: async lab => {
      for (const begin of ['GET / HTTP/1.1\r\nHost: lab.test\r\nX-A: ', 'GET /', '']) await mustBeStopped(lab, begin)
    },
  }),
  parseCheck({
    id: 'parse.target-limit',
    title: 'A target longer than target_bytes is refused, and one that is just shorter is not.',
    world: NARROW,
    spec: 'RFC 9110 §15.5.15; CONTRACT, the conf file and stage 2: 414',
    why: 'A target that is cut to fit is another page than the one that was asked for.',
    hint: 'Measure the second word of the request line.',
    lesson: EXPERIMENTS,
    run: async lab => {
      const path = `/${lab.random.word(TARGET_BYTES - 50)}`
      mustEqual(
        (await understood(lab, lab.request({ path }))).target.length,
        path.length + 15,
        'the length of the target',
      )
      await statusOf(lab, lab.request({ path: `/${lab.random.word(TARGET_BYTES + 50)}` }))
    },
  }),
  parseCheck({
    id: 'parse.body-limit',
    title: 'A body larger than body_bytes is refused, announced or in chunks, and one of exactly that size is not.',
    points: 2,
    world: NARROW,
    spec: 'RFC 9110 §15.5.14; CONTRACT, the conf file and stage 2: 413',
    why: 'Without a limit one upload fills the disk or the memory of whoever keeps it.',
    hint: 'Compare the length before you read, and count chunks as they come.',
    lesson: EXPERIMENTS,
    run: async lab => {
      const body = lab.random.bytes(BODY_BYTES)
      for (const chunked of [false, [5000]]) {
        const heard = await understood(lab, lab.request({ method: 'POST', body, chunked }))
        mustHaveBody(lab, heard, { bytes: BODY_BYTES, sha256: sha256Of(body) })
        await refusedBody(lab, largeBody(lab, chunked))
      }
    },
  }),
  parseCheck({
    id: 'parse.head-limit-not-body',
    title: 'The limit head_bytes is for the head alone: a body may be larger than that.',
    world: NARROW,
    spec: 'CONTRACT, the conf file',
    why: 'A limit on what has been received so far refuses every larger upload.',
    hint: 'Once the empty line has been found, the head limit has done its work.',
    lesson: EXPERIMENTS,
    run: async lab => {
      const body = lab.random.bytes(3 * HEAD_BYTES)
      const heard = await understood(lab, lab.request({ method: 'POST', body }))
      mustHaveBody(lab, heard, { bytes: body.length, sha256: sha256Of(body) })
    },
  }),
  parseCheck({
    id: 'parse.limits-status',
    until: 2,
    world: NARROW,
    title: 'What is too large is told by its own status: 431 for a head, 414 for a target, 413 for a body.',
    spec: 'CONTRACT, stage 2',
    why: 'A client that knows what was too large can send less of it.',
    hint: 'Three limits, three statuses.',
    lesson: EXPERIMENTS,
    run: async lab => {
      mustEqual(await statusOf(lab, largeHead(lab)), 431, 'the status for a head that is too large')
      const target = lab.request({ path: `/${lab.random.word(TARGET_BYTES + 50)}` })
      mustEqual(await statusOf(lab, target), 414, 'the status for a target that is too long')
      for (const chunked of [false, [5000]])
        mustEqual(await refusedBody(lab, largeBody(lab, chunked)), 413, 'the status for a body that is too large')
    },
  }),
]

type Request = ReturnType<Lab['request']>

function largeHead(lab: Lab): Request {
  return lab.request({ fields: [['X-A', lab.random.word(HEAD_BYTES + 200)]] })
}

function largeBody(lab: Lab, chunked: boolean | number[]): Request {
  return lab.request({ method: 'POST', body: lab.random.bytes(BODY_BYTES + 1), chunked })
}

/** Throws unless it is refused. */
async function statusOf(lab: Lab, { mark, bytes }: Request): Promise<number | undefined> {
  return (await lab.refused(bytes, [mark], 'a request that is too large'))?.status
}

/** Its head has come whole: who can tell where the next begins may refuse it and go on with the connection. */
async function mustNotBeTaken(lab: Lab, { mark, bytes }: Request): Promise<void> {
  const what = 'a head that is too large in all, of many lines,'
  lab.mustNeverArrive(mark, `${what} reached a backend as a request`)
  const client = await lab.client()
  client.send(bytes)
  const response = await client.message()
  must(response === undefined || isRefusal(response.status), () => ({
    reason: `${what} was not refused`,
    expected: '431, or another status that refuses, or a close without one',
    actual: `${response?.status} ${response?.reason}`,
  }))
  client.reset()
}

/** The head may have been passed on, but the request must not have been finished. */
async function refusedBody(lab: Lab, { mark, bytes }: Request): Promise<number | undefined> {
  const client = await lab.client()
  client.send(bytes)
  const response: Response | undefined = await client.message('POST')
  must(response === undefined || response.status >= 400, {
    reason: 'a body that is too large was not refused',
    expected: '413, or a close',
    actual: String(response?.status),
  })
  await client.ended()
  for (const call of lab.callsOf(mark)) {
    await call.settled()
    mustEqual(call.state, 'cut', `what ${call.connectionName} has got`)
  }
  return response?.status
}

/** Throws unless the program answers or closes before all has gone out. */
async function mustBeStopped(lab: Lab, begin: string): Promise<void> {
  const client = await lab.client()
  client.send(toBytes(begin))
  const piece = toBytes(lab.random.word(65_536))
  let sentBytes = 0
  while (client.ending === undefined && client.receivedBytes === 0 && sentBytes < ENDLESS_BYTES) {
    client.sendBytes(piece)
    sentBytes += piece.length
    await Promise.race([client.flushed(), client.received(1)])
    await lab.patience(0)
  }
  must(sentBytes < ENDLESS_BYTES || client.receivedBytes > 0, {
    reason: `the program took ${ENDLESS_BYTES / 1024 / 1024} MiB of a head that does not end`,
    expected: 'a status of 4xx, or a close, as soon as it is too large',
    actual: 'it reads on',
  })
  // Whether a status arrives before the reset of a connection with unread bytes is the kernel's choice.
  client.forget()
  client.reset()
}
