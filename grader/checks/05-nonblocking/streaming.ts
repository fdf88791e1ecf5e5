// What has come of a body is passed on before the rest has been sent.
import type { Check } from '../../check.ts'
import { mustAnswer } from '../../lab/exchange.ts'
import { mustEqual } from '../../verdict.ts'
import { IDEAS } from './lesson.ts'
import { headFor, LongBody, MIB } from './long-body.ts'

// Small things may be buffered: of so much in front of the gate the first part must be there.
const FIRST_MIB = 4
const EXPECTED_BYTES = MIB

export const STREAMING: readonly Check[] = [
  {
    id: 'flow.answer-streams',
    stage: 5,
    title: 'Of a large answer the first megabyte reaches the client before the backend has sent the last.',
    spec: 'CONTRACT, stage 3: bodies are passed on as they arrive',
    why: 'Who waits for the whole of a download needs its whole size as memory, and the client its whole time as patience.',
    hint: 'Write to the client what the backend has sent as soon as it has come.',
    lesson: IDEAS,
    run: async lab => {
      const body = new LongBody(lab.random, FIRST_MIB)
      const rest = lab.random.bytes(1000)
      const request = lab.request({ path: '/stream' })
      const gate = lab.gate()
      lab.answer(request, async call => {
        await call.complete()
        await call.turn
        call.send(headFor(call, body.byteCount + rest.length))
        await body.sendTo(call)
        await gate.opened
        call.send(rest)
        call.done()
      })
      const client = await lab.client()
      client.send(request)
      await client.received(EXPECTED_BYTES)
      gate.open()
      const response = await client.response()
      mustAnswer(response, request, client.name)
      mustEqual(response.bodyBytes, body.byteCount + rest.length, 'the length of the body')
    },
  },
  {
    id: 'flow.request-streams',
    stage: 5,
    title: 'Of a large upload the first megabyte reaches a backend before the client has sent the last.',
    spec: 'CONTRACT, stage 3: bodies are passed on as they arrive',
    why: 'A proxy that collects uploads needs as much room as its clients care to fill.',
    hint: 'Send the head to a backend as soon as it is there, and the body piece by piece behind it.',
    lesson: IDEAS,
    run: async lab => {
      const body = new LongBody(lab.random, FIRST_MIB)
      const rest = lab.random.bytes(1000)
      const length = ['Content-Length', String(body.byteCount + rest.length)] as const
      const request = lab.request({ method: 'PUT', path: '/stream', fields: [length] })
      const client = await lab.client()
      client.send(request)
      await body.sendTo(client)
      const call = await lab.arrival(request)
      await call.arrived(EXPECTED_BYTES)
      client.send(rest)
      mustAnswer(await client.response('PUT'), request, client.name)
      mustEqual(call.bodyBytes, body.byteCount + rest.length, 'the length of the body')
    },
  },
  {
    id: 'flow.events-stream',
    stage: 5,
    level: 'should',
    title: 'A first small chunk of an answer does not wait for the second.',
    spec: 'RFC 9112 §7.1',
    why: 'Server-sent events and progress lines are of use only as long as they are fresh.',
    hint: 'Do not hold back what is small in the hope that more of it will come.',
    lesson: IDEAS,
    run: async lab => {
      const line = `data: ${lab.random.word(20)}\n\n`
      const request = lab.request({ path: '/events' })
      const gate = lab.gate()
      lab.answer(request, async call => {
        await call.complete()
        await call.turn
        const last = '0\r\n\r\n'
        call.send(call.answerBytes({ framing: 'chunked', body: line }).subarray(0, -last.length))
        await gate.opened
        call.send(last)
        call.done()
      })
      const client = await lab.client()
      client.send(request)
      await client.partial('GET', line.length, 2000)
      client.forget()
    },
  },
]
