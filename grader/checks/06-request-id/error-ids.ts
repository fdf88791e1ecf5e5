// The id on errors of the proxy's own: of every kind, since each is written in another place.
import type { Check } from '../../check.ts'
import type { Call } from '../../lab/call.ts'
import type { Lab } from '../../lab/lab.ts'
import type { LabRequest } from '../../lab/request.ts'
import { type Response, valuesOf } from '../../lab/response.ts'
import { must, mustEqual } from '../../verdict.ts'
import { HASTY } from '../03-forward/worlds.ts'
import { QUICK_FOR_CLIENTS } from '../05-nonblocking/quick-world.ts'
import { idOf, mustBeUuid, mustCarry } from './ids.ts'

const TASKS = 'stages/06-request-id/README.md#what-the-course-asks-for-and-where-it-is'
const CONTRACT = 'CONTRACT, stage 6'

/** Requests that are refused before any backend has a part in it. Whether they are is what other checks ask. */
const REFUSED: readonly string[] = [
  'GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n',
  'GET / HTTP/1.1\r\n\r\n',
  'GET / HTTP/3.0\r\nHost: a\r\n\r\n',
  'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: squeezed\r\n\r\n',
  `GET / HTTP/1.1\r\nHost: a\r\nX-A: ${'a'.repeat(20_000)}\r\n\r\n`,
  `GET /${'a'.repeat(10_000)} HTTP/1.1\r\nHost: a\r\n\r\n`,
]

export const ERROR_IDS: readonly Check[] = [
  {
    id: 'id.on-errors',
    stage: 6,
    title:
      'The proxy’s own errors carry an id, too, each of them: 502 and 504 that of the request that failed, refusals one of their own.',
    points: 2,
    needs: ['id.uuid'],
    spec: CONTRACT,
    why: 'Errors are what people ask about. Without an id nobody finds the line in the log.',
    hint: 'There is an id from the moment on at which a request is read; for what is none, draw one for the refusal.',
    lesson: TASKS,
    world: HASTY,
    run: async lab => {
      const gate = lab.gate()
      await mustFailWithId(lab, 'a backend that gave no answer', call => call.finish())
      await mustFailWithId(lab, 'a backend that gave no answer in time', () => gate.opened)

      for (const backend of lab.backends) await backend.stop()
      const client = await lab.client()
      client.send(lab.request())
      const error = await client.response('GET')
      for (const backend of lab.backends) await backend.start()
      must(error.status >= 500, { reason: `while no backend listens a GET was answered by ${error.status}` })
      mustBearOne(error)

      let closes = 0
      for (const bytes of lab.random.shuffle(REFUSED)) {
        const client = await lab.client()
        client.send(bytes)
        const refusal = await client.message()
        if (refusal === undefined) closes += 1
        else mustBearOne(refusal)
        client.forget()
        client.reset()
      }
      if (closes > 0) lab.warn(`${closes} refusals are a close without a word, so that they have no id`)
    },
  },
  {
    id: 'id.on-timeouts',
    stage: 6,
    title: 'A client that is told 408 is told an id with it: behind half a body that of its request.',
    needs: ['id.on-errors', 'deadline.half-head', 'deadline.half-body'],
    spec: CONTRACT,
    why: 'What a clock ends is written in another place than what a parser refuses, and is looked for in the log as often.',
    hint: 'One function that writes errors, and it wants an id.',
    lesson: TASKS,
    world: QUICK_FOR_CLIENTS,
    run: async lab => {
      const requests = [lab.request(), lab.request({ method: 'POST', body: lab.random.text(1000) })]
      const told = await Promise.all(
        requests.map(async request => {
          const client = await lab.client()
          client.send(request.bytes.subarray(0, request.method === 'GET' ? 20 : -500))
          return client.message(request.method)
        }),
      )
      for (const [index, response] of told.entries()) {
        if (response === undefined) lab.warn('half a request is ended by a close, so that it has no id')
        else mustBearThatOf(lab, requests[index] as LabRequest, response)
      }
    },
  },
]

/** A POST, which no proxy may send a second time: what becomes of it is told to its client. */
async function mustFailWithId(lab: Lab, what: string, fault: (call: Call) => Promise<void> | void): Promise<void> {
  const client = await lab.client()
  const request = lab.request({ method: 'POST', body: '' })
  lab.answer(request, async call => {
    await call.settled()
    await fault(call)
  })
  client.send(request)
  const error = await client.response('POST')
  must(error.status >= 500, { reason: `${what} was answered by ${error.status}` })
  mustBearThatOf(lab, request, error)
}

/** The id that a backend has got with the request, where it has come so far. */
function mustBearThatOf(lab: Lab, request: LabRequest, response: Response): void {
  const [call] = lab.callsOf(request)
  if (call === undefined) mustBearOne(response)
  else mustCarry(response, idOf(call))
}

function mustBearOne(response: Response): void {
  const ids = valuesOf(response, 'x-request-id')
  mustEqual(ids.length, 1, `the number of X-Request-ID on the ${response.status} of the proxy`)
  mustBeUuid(ids[0] ?? '', `the X-Request-ID of the ${response.status} of the proxy`)
}
