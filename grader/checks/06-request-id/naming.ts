// The id of an exchange: what the backend gets, whatever the client sent.
import type { Check } from '../../check.ts'
import type { FieldLine } from '../../lab/request.ts'
import { must } from '../../verdict.ts'
import { FRAGILE } from '../03-forward/worlds.ts'
import { idOf, mustBeFresh, mustCarry } from './ids.ts'

const MISTAKES = 'stages/06-request-id/README.md#five-mistakes-people-make-here'
const IDEA = 'stages/06-request-id/README.md#the-idea-in-one-picture'
const CONTRACT = 'CONTRACT, stage 6'

export const NAMING: readonly Check[] = [
  {
    id: 'id.uuid',
    stage: 6,
    title: 'Every request reaches its backend with exactly one X-Request-ID, a UUID of version 4 or 7.',
    points: 2,
    spec: 'CONTRACT, stage 6; RFC 9562 §4',
    why: 'The id is how answers find their way. It must be there, once, and no two programs may ever draw the same.',
    hint: 'Draw a UUID when the head of the request has been read, and write it into the head for the backend.',
    lesson: IDEA,
    run: async lab => {
      const client = await lab.client()
      for (const method of lab.random.shuffle(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'GET', 'GET'])) {
        const { call } = await lab.exchange({ method, ...(/^P/.test(method) && { body: lab.random.word() }) }, client)
        idOf(call)
      }
    },
  },
  {
    id: 'id.fresh',
    stage: 6,
    title: 'Two thousand requests of fifty clients have two thousand ids.',
    points: 2,
    needs: ['id.uuid'],
    spec: CONTRACT,
    why: 'Two exchanges of the same name cannot be told apart: one of them gets the other’s answer.',
    hint: 'Draw a new id for each request, not for each connection.',
    lesson: MISTAKES,
    run: async lab => {
      const clients = await Promise.all(Array.from({ length: 50 }, () => lab.client()))
      await Promise.all(
        clients.map(async client => {
          for (let round = 0; round < 4; round += 1) {
            const requests = Array.from({ length: 10 }, () => lab.request())
            client.send(...requests)
            for (const _ of requests) await client.response()
          }
        }),
      )
      mustBeFresh(lab.calls)
    },
  },
  {
    id: 'id.fresh-after-restart',
    stage: 6,
    title: 'When the program has been started again, it draws other ids than before.',
    needs: ['id.uuid'],
    spec: CONTRACT,
    why: 'Logs of two days, and backends that remember, would mix up two requests.',
    hint: 'Take the randomness of the system, with no seed of your own.',
    lesson: IDEA,
    world: { own: true },
    run: async lab => {
      // Another process serves afterwards: that is what is asked here.
      lab.mayEnd()
      for (let start = 1; start <= 3; start += 1) {
        const client = await lab.client()
        for (let nth = 0; nth < 20; nth += 1) await lab.exchange({}, client)
        mustBeFresh(lab.calls)
        client.close()
        await lab.world.stopProgram()
        if (start < 3) await lab.world.startProgram()
      }
    },
  },
  {
    id: 'id.replaces',
    stage: 6,
    title: 'An X-Request-ID of the client, in any case of letters, is replaced, for the backend and in the answer.',
    points: 2,
    needs: ['id.uuid'],
    spec: CONTRACT,
    why: 'A client that may name exchanges may take the name of somebody else’s.',
    hint: 'Drop the client’s field whatever the case of its name; do not put yours beside it.',
    lesson: MISTAKES,
    run: async lab => {
      const [word, other] = [lab.random.word(), lab.random.word()]
      const uuid = (version: number) =>
        `${lab.random.hex(8)}-${lab.random.hex(4)}-${version}${lab.random.hex(3)}-a${lab.random.hex(3)}-${lab.random.hex(12)}`
      const own = uuid(4)
      // One that the program itself has drawn is nobody's any more either.
      const used = (await lab.exchange()).call.ids[0]?.toLowerCase() ?? ''
      const chosen = [own, uuid(7), used]
      const cases: readonly (readonly FieldLine[])[] = [
        ...chosen.map((id): FieldLine[] => [['X-Request-ID', id]]),
        [['x-request-id', own]],
        [['X-REQUEST-ID', word]],
        [['X-Request-Id', '']],
        [
          ['x-Request-iD', own],
          ['X-Request-ID', other],
        ],
      ]
      for (const fields of lab.random.shuffle(cases)) {
        const { call, response } = await lab.exchange({ fields })
        const id = idOf(call)
        must(!chosen.includes(id.toLowerCase()), {
          reason: `${call.connectionName} got the X-Request-ID that the client had chosen`,
          expected: 'a new one',
          actual: id,
        })
        mustCarry(response, id)
      }
    },
  },
  {
    id: 'id.two-clients-with-one',
    stage: 6,
    title: 'Two clients that send the same id each get their own answer.',
    points: 2,
    needs: ['id.uuid'],
    spec: CONTRACT,
    why: 'If the client’s id were the key, the second would overwrite the first, and get, or lose, its answer.',
    hint: 'Only ids that you have drawn yourself may be keys.',
    lesson: MISTAKES,
    run: async lab => {
      const fields: FieldLine[] = [['X-Request-ID', lab.random.word(12)]]
      const requests = Array.from({ length: 6 }, () => lab.request({ fields }))
      const gate = lab.gate()
      for (const request of requests)
        lab.answer(request, async call => {
          await gate.opened
          await call.respond()
        })
      const exchanges = requests.map(request => lab.exchange(request))
      for (const exchange of exchanges) exchange.catch(() => {})
      await Promise.race([lab.arrivals(requests.length), lab.patience(80)])
      gate.open()
      await Promise.all(exchanges)
      mustBeFresh(lab.calls)
    },
  },
  {
    id: 'id.on-a-repeat',
    stage: 6,
    title: 'A request that is sent again has exactly one X-Request-ID again.',
    needs: ['id.uuid'],
    spec: CONTRACT,
    why: 'The second backend sees a request like any other: two ids, or none, it cannot answer to.',
    hint: 'Make the head anew for every attempt; do not add to the one that was sent.',
    lesson: IDEA,
    world: FRAGILE,
    run: async lab => {
      for (let nth = 0; nth < lab.backends.length; nth += 1) await lab.exchange()
      const own: FieldLine[] = [['X-Request-ID', lab.random.word()]]
      for (const fields of [[], own]) {
        const request = lab.request({ fields })
        lab.answer(request, call => (lab.callsOf(request).length === 1 ? call.finish() : call.respond()))
        const client = await lab.client()
        client.send(request)
        await client.message()
        for (const call of lab.callsOf(request)) idOf(call)
      }
    },
  },
  {
    id: 'id.named-by-connection',
    stage: 6,
    title: 'Connection: X-Request-ID of a client does not take the id away.',
    needs: ['id.uuid'],
    spec: 'RFC 9110 §7.6.1; CONTRACT, stage 6',
    why: 'A client could else send requests without a name, whose answers nobody can place.',
    hint: 'What Connection names is dropped from what the client sent, not from what you add.',
    lesson: IDEA,
    run: async lab => {
      const own: FieldLine[] = [['X-Request-ID', lab.random.word()]]
      for (const fields of [[], own]) {
        const { call } = await lab.exchange({ fields: [['Connection', 'x-request-id'], ...fields] })
        idOf(call)
      }
    },
  },
]
