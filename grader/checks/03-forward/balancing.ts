// Who gets the next request.
import type { Check } from '../../check.ts'
import { must, mustEqual } from '../../verdict.ts'
import { ask } from './asked.ts'
import { LESSON } from './lesson.ts'
import { FRAGILE, ONE_BACKEND } from './worlds.ts'

export const BALANCING_CHECKS: readonly Check[] = [
  {
    id: 'balance.round-robin',
    stage: 3,
    title: 'Round robin: the backends have their turns, one after the other, request by request.',
    needs: ['forward.get'],
    points: 3,
    spec: 'CONTRACT, stage 3',
    why: 'An even share is what a load balancer is bought for.',
    hint: 'Keep one counter for the whole program; each request takes the next backend, modulo their number.',
    lesson: LESSON.ASKED,
    byHand: 'for i in 1 2 3 4 5 6; do curl -s http://127.0.0.1:{port}/; done',
    run: async lab => {
      const asked = await ask(lab, 12)
      const turn = asked.slice(0, 3)
      mustEqual([...turn].sort(), [1, 2, 3], 'the backends of three requests in a row')
      mustEqual(asked, [...turn, ...turn, ...turn, ...turn], 'the backends of twelve requests in a row')
    },
  },
  {
    id: 'balance.crowd',
    stage: 3,
    title: 'Round robin shares out requests that come all at once, too.',
    needs: ['forward.get'],
    spec: 'CONTRACT, stage 3',
    why: 'Load is when many come at once.',
    hint: 'If threads share the counter, taking a turn and counting it must be one step.',
    lesson: LESSON.ASKED,
    run: async lab => {
      await Promise.all(Array.from({ length: 30 }, () => lab.exchange()))
      const shares = lab.backends.map(({ number }) => lab.calls.filter(({ backend }) => backend === number).length)
      must(
        shares.every(share => share >= 7 && share <= 13),
        { reason: 'the shares are uneven', expected: 'about 10 of 30 for each', actual: shares.join(', ') },
      )
    },
  },
  {
    id: 'balance.one-backend',
    stage: 3,
    title: 'With a single backend in the conf all requests go there.',
    needs: ['forward.get'],
    spec: 'CONTRACT, stage 3',
    why: 'That is everybody’s first conf, and the smallest number of a modulo.',
    hint: 'The index goes from 0 to the number of backends less 1.',
    lesson: LESSON.ASKED,
    world: ONE_BACKEND,
    run: async lab => mustEqual(await ask(lab, 4), [1, 1, 1, 1], 'the backends of four requests'),
  },
  {
    id: 'balance.weights',
    stage: 3,
    level: 'should',
    title: 'A backend of weight 2 has twice as many turns.',
    needs: ['balance.round-robin'],
    spec: 'CONTRACT, "The conf file"',
    why: 'Machines differ in size.',
    hint: 'Give it two turns in each round.',
    lesson: LESSON.ASKED,
    world: { weights: [1, 2, 1] },
    run: async lab => {
      const asked = await ask(lab, 12)
      const shares = [1, 2, 3].map(number => asked.filter(each => each === number).length)
      mustEqual(shares, [3, 6, 3], 'the shares of the weights 1, 2 and 1 in twelve requests')
    },
  },
  {
    id: 'balance.all-kinds',
    stage: 3,
    title: 'Round robin counts every request, whatever its method and whatever became of it.',
    needs: ['forward.methods'],
    spec: 'CONTRACT, stage 3',
    why: 'Who starts anew after an error asks the broken backend again and again.',
    hint: 'The turn is taken when a backend is chosen, not when it has answered.',
    lesson: LESSON.ASKED,
    world: FRAGILE,
    run: async lab => {
      const asked: number[] = []
      for (const method of ['POST', 'PUT', 'POST', 'DELETE', 'POST', 'POST']) {
        const isBroken = method === 'POST'
        const request = lab.request({ method, ...(method !== 'DELETE' && { body: 'x' }) })
        lab.answer(request, call => (isBroken ? call.reset() : call.respond()))
        const client = await lab.client()
        client.send(request)
        await client.message(method)
        asked.push((await lab.arrival(request)).backend)
        client.close()
      }
      const turn = asked.slice(0, 3)
      mustEqual([...turn].sort(), [1, 2, 3], 'the backends of three requests in a row')
      mustEqual(asked, [...turn, ...turn], 'the backends of six requests in a row')
    },
  },
]
