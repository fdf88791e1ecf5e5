// The id that the client is told: that of its exchange, once, whatever the backend sends back.
import type { Check } from '../../check.ts'
import type { Answer } from '../../lab/answer.ts'
import type { Call } from '../../lab/call.ts'
import { mustEqual } from '../../verdict.ts'
import { ONE_BACKEND } from '../03-forward/worlds.ts'
import { idOf, mustCarry } from './ids.ts'

const TASKS = 'stages/06-request-id/README.md#what-the-course-asks-for-and-where-it-is'
const MISTAKES = 'stages/06-request-id/README.md#five-mistakes-people-make-here'
const CONTRACT = 'CONTRACT, stage 6'

export const TOLD: readonly Check[] = [
  {
    id: 'id.comes-back',
    stage: 6,
    title: 'The answer carries the X-Request-ID of its exchange exactly once, however the backend spells it.',
    points: 2,
    needs: ['id.uuid'],
    spec: CONTRACT,
    why: 'With it a client can ask what became of its request; with another one, or two, it asks for somebody else’s.',
    hint: 'Names have no case, values no blanks around them. Drop what came back and write your own.',
    lesson: TASKS,
    world: ONE_BACKEND,
    run: async lab => {
      const spellings: readonly ((id: string) => Answer)[] = [
        id => ({ id }),
        id => ({ id: null, fields: [['x-request-id', id]] }),
        id => ({ id: null, fields: [['X-REQUEST-ID', ` \t${id} \t`]] }),
        // As nginx does on some error pages.
        id => ({ id, fields: [['X-Request-ID', id]] }),
        id => ({ id, status: 404, reason: 'Not Found' }),
        id => ({ id, status: 304, reason: 'Not Modified' }),
      ]
      for (const spelling of lab.random.shuffle(spellings)) {
        const request = lab.request()
        lab.answer(request, call => call.respond(spelling(call.ids[0] ?? '')))
        const { call, response } = await lab.exchange(request)
        mustCarry(response, idOf(call))
      }
    },
  },
  {
    id: 'id.without-echo',
    stage: 6,
    title:
      'Also when the backend sends no id back, the client gets its answer in time, and the id of its exchange with it.',
    points: 2,
    needs: ['id.uuid'],
    spec: CONTRACT,
    why: 'nginx adds its fields to 404 and 405 only if it is told to: a client that asks for a missing page must not wait for ever.',
    hint: 'An answer without an id belongs to the request that has waited longest on its connection.',
    lesson: MISTAKES,
    world: ONE_BACKEND,
    run: async lab => {
      const cases = [
        ['GET', 404],
        ['POST', 405],
        ['HEAD', 404],
        ['GET', 200],
      ] as const
      for (const [method, status] of lab.random.shuffle(cases)) {
        const request = lab.request({ method, ...(method === 'POST' && { body: lab.random.word() }) })
        lab.answer(request, call => call.respond({ id: null, status }))
        const { call, response } = await lab.exchange(request)
        mustEqual(response.status, status, 'the status')
        mustCarry(response, idOf(call))
      }
    },
  },
  {
    id: 'id.interim',
    stage: 6,
    title: 'An interim response, with the id or without, does not use up the exchange: the answer behind it arrives.',
    needs: ['id.uuid'],
    spec: 'RFC 9110 §15.2; CONTRACT, stage 6',
    why: 'Whoever forgets the exchange at the first head that comes loses the answer.',
    hint: 'Responses with 1xx end nothing: wait for the one behind them.',
    lesson: MISTAKES,
    world: ONE_BACKEND,
    run: async lab => {
      const heads: readonly ((call: Call) => string)[] = [
        call => `HTTP/1.1 103 Early Hints\r\nX-Request-ID: ${call.ids[0]}\r\nLink: </a>\r\n\r\n`,
        () => 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n',
        call => `HTTP/1.1 100 Continue\r\nx-request-id: ${call.ids[0]}\r\n\r\n`,
      ]
      for (const head of lab.random.shuffle(heads)) {
        const request = lab.request()
        lab.answer(request, async call => {
          await call.turn
          await call.sendPieces([head(call), call.answerBytes()])
          call.done()
        })
        const { call, response } = await lab.exchange(request)
        mustCarry(response, idOf(call))
      }
    },
  },
  {
    id: 'id.elsewhere',
    stage: 6,
    title: 'An id in a body, in trailers, or named by the backend’s Connection, means nothing.',
    needs: ['id.uuid'],
    spec: 'RFC 9110 §6.5.1, §7.6.1',
    why: 'Bodies are written by anybody. A page that tells about X-Request-ID must not be taken for an answer’s name.',
    hint: 'Look for the id in the fields of the head, and only there.',
    lesson: MISTAKES,
    world: ONE_BACKEND,
    run: async lab => {
      const foreign = `X-Request-ID: ${lab.random.hex(8)}-0000-4000-8000-${lab.random.hex(12)}`
      const text = `\r\n${foreign}\r\n\r\n${foreign}\r\n`
      const answers: readonly Answer[] = [
        { body: text },
        { body: text, id: null },
        { fields: [['Connection', 'X-Request-ID']] },
        { fields: [['X-Note', foreign]], id: null },
      ]
      for (const answer of lab.random.shuffle(answers)) {
        const request = lab.request()
        lab.answer(request, call => call.respond(answer))
        const { call, response } = await lab.exchange(request)
        mustCarry(response, idOf(call))
        if (typeof answer.body === 'string') mustEqual(response.body.toString('latin1'), answer.body, 'the body')
      }
      const request = lab.request()
      lab.answer(request, async call => {
        const bytes = call.answerBytes({ framing: 'chunked' }).toString('latin1')
        call.send(bytes.replace(/0\r\n\r\n$/, `0\r\n${foreign}\r\n\r\n`))
        call.done()
      })
      const { call, response } = await lab.exchange(request)
      mustCarry(response, idOf(call))
    },
  },
]
