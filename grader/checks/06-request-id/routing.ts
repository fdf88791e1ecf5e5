// Answers on connections that many clients share: out of turn, without ids, in one piece. Each finds its own client.
import type { Check } from '../../check.ts'
import type { Call } from '../../lab/call.ts'
import { mustEqual } from '../../verdict.ts'
import { mixture, mustFit } from '../04-pipelining/mixture.ts'
import { gather, gets, mustAllBeAnswered, outcomesOf } from './crowd.ts'
import { idOf, mustBeFresh, mustCarry } from './ids.ts'
import { QUIET, SPOILT } from './worlds.ts'

const RULES = 'stages/06-request-id/README.md#what-order-proves-and-what-an-id-proves'
const MISTAKES = 'stages/06-request-id/README.md#five-mistakes-people-make-here'
const CONTRACT = 'CONTRACT, stage 6'
const WHY = 'On a shared connection a swap shows one client what another one asked for: his mail, his account.'

export const ROUTING: readonly Check[] = [
  {
    id: 'route.out-of-turn',
    stage: 6,
    title:
      'Answers that overtake each other on a connection go to whom their ids name, or are called out of step; none is crossed.',
    points: 3,
    needs: ['id.uuid'],
    spec: CONTRACT,
    why: WHY,
    hint: 'Look up the exchange by the id of the answer, among those that wait on this connection.',
    lesson: RULES,
    world: QUIET,
    run: async lab => {
      for (const count of [2, 16]) {
        const crowd = await gather(lab, gets(lab, count))
        for (const calls of crowd.held)
          for (const call of calls.toReversed()) void call.respond({ outOfTurn: true, body: `for ${call.mark}` })
        for (const { kind, response } of await outcomesOf(crowd)) {
          const [, mark] = /^for (.*)$/.exec(response?.body.toString('latin1') ?? '') ?? []
          if (kind === 'answered' && mark !== undefined) mustEqual(mark, response?.provenance?.mark, 'whose body came')
        }
        mustBeFresh(lab.calls)
      }
    },
  },
  {
    id: 'route.out-of-turn-kinds',
    stage: 6,
    title: 'Out of turn, too, an answer ends by the method of its own request: HEAD, 204, 304 and chunks among others.',
    points: 2,
    needs: ['id.uuid'],
    spec: 'CONTRACT, stage 6; RFC 9112 §6.3',
    why: 'Read by the method of another request, an answer to HEAD waits for a body that never comes, or eats the next answer.',
    hint: 'Find the owner first, then ask for the framing.',
    lesson: MISTAKES,
    world: QUIET,
    run: async lab => {
      // Three times: a proxy that is given no time may have moved some of them elsewhere.
      for (let round = 1; round <= 3; round += 1) {
        const parts = mixture(lab, 2)
        const answers = new Map(parts.map(({ request, answer }) => [request.mark, answer]))
        const crowd = await gather(
          lab,
          parts.map(({ request }) => request),
        )
        for (const calls of crowd.held)
          for (const call of lab.random.shuffle(calls))
            void call.respond({ ...answers.get(call.mark), outOfTurn: true })
        const outcomes = await outcomesOf(crowd)
        for (const [index, { kind, response }] of outcomes.entries()) {
          const part = parts[index]
          // One that was asked for again has got the plain answer.
          const isFirst = part !== undefined && lab.callsOf(part.request).length === 1
          if (kind === 'answered' && isFirst && crowd.held.flat().some(call => call.mark === part.request.mark))
            mustFit(response ? [response] : [], [part])
        }
      }
    },
  },
  {
    id: 'route.by-order',
    stage: 6,
    title: 'Answers without an id, among others that have one, go to whoever has waited longest on their connection.',
    points: 2,
    needs: ['id.uuid'],
    spec: CONTRACT,
    why: 'nginx leaves the id out of its error pages. Their clients must get them, and in time.',
    hint: 'Keep the exchanges of a connection in the order in which they were sent.',
    lesson: MISTAKES,
    world: QUIET,
    run: async lab => {
      const crowd = await gather(lab, gets(lab, 12))
      for (const calls of crowd.held)
        for (const call of calls) {
          const isMissing = lab.random.integer(0, 1) === 1
          void call.respond(isMissing ? { id: null, status: 404, reason: 'Not Found' } : {})
        }
      await mustAllBeAnswered(crowd)
    },
  },
  {
    id: 'route.no-echo-at-all',
    stage: 6,
    title: 'Backends that never send an id back serve many clients at once, too.',
    points: 2,
    needs: ['id.uuid'],
    spec: CONTRACT,
    why: 'A backend that knows nothing of ids is a web server like any other.',
    hint: 'Without ids there is order, on each connection for itself.',
    lesson: RULES,
    world: SPOILT,
    run: async lab => {
      lab.answerAll(call => call.respond({ id: null }))
      const crowd = await gather(lab, gets(lab, 30), { echoes: false })
      for (const calls of crowd.held) for (const call of calls) void call.respond({ id: null })
      const outcomes = await mustAllBeAnswered(crowd)
      for (const [index, { response }] of outcomes.entries()) {
        const request = crowd.guests[index]?.request
        const call: Call | undefined = request && lab.callsOf(request).at(-1)
        if (response !== undefined && call !== undefined) mustCarry(response, idOf(call))
      }
    },
  },
  {
    id: 'route.any-cut',
    stage: 6,
    title: 'Answers to many clients that come in one piece, or cut anywhere, all arrive.',
    points: 2,
    needs: ['id.uuid'],
    spec: 'RFC 9112 §2.2, §6.3',
    why: 'A read brings what it brings: three answers and a half.',
    hint: 'Read answers from the buffer of the connection until it holds no whole one.',
    lesson: RULES,
    world: QUIET,
    run: async lab => {
      for (const pieces of [1, 30]) {
        const parts = mixture(lab, 2)
        const answers = new Map(parts.map(({ request, answer }) => [request.mark, answer]))
        const crowd = await gather(
          lab,
          parts.map(({ request }) => request),
        )
        for (const calls of crowd.held) {
          const all = Buffer.concat(calls.map(call => call.answerBytes(answers.get(call.mark))))
          await calls[0]?.sendPieces(lab.random.cut(all, pieces))
          for (const call of calls) call.done()
        }
        await mustAllBeAnswered(crowd)
      }
    },
  },
]
