// What belongs to one connection must not go on to the next one, in either direction (RFC 9110 §7.6.1).
import type { Check } from '../../check.ts'
import { mustAnswer } from '../../lab/exchange.ts'
import { isRefusal } from '../../lab/refusal.ts'
import { valuesOf } from '../../lab/response.ts'
import { must, mustEqual } from '../../verdict.ts'
import { LESSON } from './lesson.ts'

export const HOP_BY_HOP_CHECKS: readonly Check[] = [
  {
    id: 'hop.request',
    stage: 3,
    title: 'Keep-Alive, Proxy-Connection, TE and Upgrade of a client go to no backend.',
    needs: ['forward.request-fields'],
    spec: 'RFC 9110 §7.6.1',
    why: 'They speak of the client’s connection; a backend that believes them closes, waits or upgrades the wrong one.',
    hint: 'Make a set of the hop-by-hop names and leave them out of the new head.',
    lesson: LESSON.TOUR,
    byHand: "curl -v -H 'Keep-Alive: timeout=9' -H 'Proxy-Connection: x' http://127.0.0.1:{port}/",
    run: async lab => {
      const word = lab.random.word()
      const { call } = await lab.exchange({
        fields: lab.random.shuffle([
          ['Connection', 'keep-alive'],
          ['Keep-Alive', `timeout=9, ${word}=1`],
          ['Proxy-Connection', word],
          ['TE', `trailers, ${word}`],
          ['Upgrade', word],
        ] as const),
      })
      for (const name of ['Connection', 'Keep-Alive', 'Proxy-Connection', 'TE', 'Upgrade']) {
        const relayed = valuesOf(call, name).filter(value => value.includes(word))
        mustEqual(relayed, [], `what ${call.connectionName} got of the client’s ${name}`)
      }
    },
  },
  {
    id: 'hop.request-named',
    stage: 3,
    title: 'A field that the client names in Connection stays behind, and its neighbours go on.',
    needs: ['forward.request-fields'],
    spec: 'RFC 9110 §7.6.1; CONTRACT, stage 3',
    why: 'That is how a sender says that a field is for the next hop only; passed on, it means something else there.',
    hint: 'Connection is a list, over all its lines, and its names are compared without regard to case.',
    lesson: LESSON.TOUR,
    byHand: "curl -v -H 'Connection: X-Foo' -H 'X-Foo: 1' -H 'X-Bar: 1' http://127.0.0.1:{port}/",
    run: async lab => {
      const [first, second, third] = [lab.random.word(), lab.random.word(), lab.random.word()]
      const { call } = await lab.exchange({
        fields: [
          [`X-${first}`, '1'],
          ['Connection', `close, x-${first.toUpperCase()}`],
          [`X-${second}`, '2'],
          ['Connection', `,X-${third} ,`],
          [`X-${third}`, '3'],
        ],
      })
      mustEqual(valuesOf(call, `x-${first}`), [], 'the named field at the backend')
      mustEqual(valuesOf(call, `x-${third}`), [], 'the field that the second Connection line names, at the backend')
      mustEqual(valuesOf(call, `x-${second}`), ['2'], 'the field that nobody names, at the backend')
    },
  },
  {
    id: 'hop.response',
    stage: 3,
    title: 'Keep-Alive, Upgrade and what Connection names in a response go to no client.',
    needs: ['forward.response-fields'],
    spec: 'RFC 9110 §7.6.1; CONTRACT, stage 3',
    why: 'A client that reads the backend’s Keep-Alive keeps a connection that the proxy closes.',
    hint: 'The rules are the same in both directions: one function can serve both.',
    lesson: LESSON.TOUR,
    run: async lab => {
      const word = lab.random.word()
      const request = lab.request()
      const fields = lab.random.shuffle([
        ['Connection', `X-${word}, keep-alive`],
        [`x-${word}`, word],
        ['Keep-Alive', `timeout=5, ${word}=1`],
        ['Proxy-Connection', word],
        ['Upgrade', word],
        ['X-Stays', word],
      ] as const)
      lab.answer(request, call => call.respond({ fields }))
      const { response } = await lab.exchange(request)
      for (const name of ['Connection', `X-${word}`, 'Keep-Alive', 'Proxy-Connection', 'Upgrade']) {
        const relayed = valuesOf(response, name).filter(value => value.includes(word))
        mustEqual(relayed, [], `what the client got of the backend’s ${name}`)
      }
      mustEqual(valuesOf(response, 'x-stays'), [word], 'the field that nobody names, at the client')
    },
  },
  {
    id: 'hop.named-framing',
    stage: 3,
    title: 'A client that names Content-Length or Host in Connection cannot take them away.',
    needs: ['hop.request-named'],
    points: 2,
    spec: 'RFC 9110 §7.6.1',
    why: 'A body that lost its length on the way is the next request at the backend: the attacker’s own.',
    hint: 'Framing and Host are written by you for each hop; Connection has no say in them.',
    lesson: LESSON.TOUR,
    run: async lab => {
      const inner = lab.request({ path: '/inner' })
      lab.mustNeverArrive(inner.mark, 'a body without its length became a request')
      const request = lab.request({
        method: 'POST',
        body: inner.bytes,
        fields: [['Connection', 'Content-Length, Host, Transfer-Encoding, close']],
      })
      const client = await lab.client()
      client.send(request)
      const response = await client.message('POST')
      if (response === undefined || isRefusal(response.status)) return
      mustAnswer(response, request)
      const [call] = lab.callsOf(request)
      const body = await call?.body()
      must(body?.equals(inner.bytes) ?? false, () => ({
        reason: 'the body did not arrive as a body',
        expected: `${inner.bytes.length} octets`,
        actual: `${body?.length} octets`,
      }))
    },
  },
  {
    id: 'hop.forwarded-for',
    stage: 3,
    level: 'should',
    title: 'Who writes X-Forwarded-For puts the client’s address behind what is there.',
    needs: ['forward.request-fields'],
    spec: 'CONTRACT, stage 3',
    why: 'The list is the request’s way through all proxies; who overwrites it hides those before.',
    hint: 'Take the old value, a comma, and the address of the client’s socket.',
    lesson: LESSON.TOUR,
    run: async lab => {
      const first = `192.0.2.${lab.random.integer(1, 254)}`
      const { call } = await lab.exchange({ fields: [['X-Forwarded-For', first]] })
      const list = valuesOf(call, 'x-forwarded-for').join(', ')
      must(list === first || (list.startsWith(`${first},`) && list.endsWith('127.0.0.1')), {
        reason: 'X-Forwarded-For is neither as it was nor has it the client’s address appended',
        expected: `${first}, 127.0.0.1`,
        actual: list,
      })
    },
  },
]
