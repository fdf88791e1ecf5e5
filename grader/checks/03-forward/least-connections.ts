// Whoever has the fewest open exchanges gets the next request; and an exchange that has ended is open no more, however it ended.
import type { Check } from '../../check.ts'
import type { Backend } from '../../lab/backend.ts'
import type { Call } from '../../lab/call.ts'
import type { Client } from '../../lab/client.ts'
import { mustRefuseConfs, TRIAL_MS } from '../../lab/conf-trial.ts'
import type { Lab } from '../../lab/lab.ts'
import type { LabRequest } from '../../lab/request.ts'
import { Failure, must, mustEqual } from '../../verdict.ts'
import { ask } from './asked.ts'
import { type Held, hold } from './held.ts'
import { LESSON } from './lesson.ts'
import { onceInThree } from './once-in-three.ts'
import { HASTY, LEAST_OF_TWO } from './worlds.ts'

export const LEAST_CONNECTIONS_CHECKS: readonly Check[] = [
  {
    id: 'balance.unknown-strategy',
    stage: 3,
    until: 3,
    title: 'A conf with a strategy that nobody knows is refused before the program listens.',
    needs: ['forward.get'],
    spec: 'CONTRACT, the conf file',
    why: 'Who has written least-connection believes that he has it.',
    hint: 'Look at the strategy before you listen; take no other for one that you do not know.',
    lesson: LESSON.ASKED,
    capMs: 2 * TRIAL_MS,
    run: lab => {
      const conf = { backend_servers: [{ ip: '127.0.0.1', port: 8001 }], strategy: lab.random.word() }
      return mustRefuseConfs(lab, [['the strategy is one that nobody knows', JSON.stringify(conf)]])
    },
  },
  {
    id: 'balance.least-connections',
    stage: 3,
    title: 'Least connections: whoever has the fewest open exchanges is asked next.',
    needs: ['forward.get'],
    points: 3,
    spec: 'CONTRACT, stage 3',
    why: 'Requests differ in weight: turns alone pile the heavy ones up on one backend.',
    hint: 'Count up when a request sets out for a backend, down when it is over; choose the smallest count.',
    lesson: LESSON.ASKED,
    world: LEAST_OF_TWO,
    run: lab => onceInThree(() => mustAskTheIdle(lab)),
  },
  {
    id: 'balance.least-connections-in-turn',
    stage: 3,
    level: 'should',
    title: 'Least connections: among equals the backends take turns.',
    needs: ['balance.least-connections'],
    spec: 'CONTRACT, stage 3',
    why: 'With short requests all counts are 0 most of the time, and the first backend would do all the work.',
    hint: 'Begin the search for the smallest one place further each time.',
    lesson: LESSON.ASKED,
    world: LEAST_OF_TWO,
    run: async lab => {
      const asked = await ask(lab, 10)
      must(asked.includes(1) && asked.includes(2), { reason: 'one backend got all of ten requests, one at a time' })
    },
  },
  {
    id: 'balance.least-connections-ends',
    stage: 3,
    title: 'Least connections: an exchange is over in whatever way it ends, and then it no longer counts.',
    needs: ['balance.least-connections'],
    points: 3,
    spec: 'CONTRACT, stage 3',
    why: 'A count that stays up after an error makes the program avoid a healthy backend for ever.',
    hint: 'Count down in one place that every end comes by: answered, failed, abandoned.',
    lesson: LESSON.MISTAKES,
    world: LEAST_OF_TWO,
    run: async lab => {
      for (const [what, end] of Object.entries(ENDS)) {
        const [first, ...others] = await holdThreeOfOne(lab)
        const idle = 3 - first.call.backend
        await mustComeTo(lab, idle, 'answered ones')
        // Three times, so that all of them go to the one that has fewer open, also where each leaves a count that stays up.
        for (const _ of [1, 2, 3]) await end(lab)
        for (const each of others) await each.release()
        await mustComeTo(lab, idle, what)
        await first.release()
      }
    },
  },
  {
    id: 'balance.least-connections-failed',
    stage: 3,
    title: 'Least connections: an attempt that was refused, or was answered too late, no longer counts.',
    needs: ['balance.least-connections', 'failover.two-refuse', 'late.no-answer'],
    spec: 'CONTRACT, stage 3',
    why: 'A backend that was started again, or slow for a minute, is avoided until somebody restarts the program.',
    hint: 'Count down in one place that every end of an attempt comes by: a refused dial and a deadline are two of them.',
    lesson: LESSON.MISTAKES,
    world: { ...HASTY, ...LEAST_OF_TWO },
    run: async lab => {
      const backend = lab.random.pick(lab.backends)
      await backend.stop()
      for (const _ of [1, 2]) await sendAndWait(lab, postOf(lab))
      await backend.start()
      await failLate(lab, backend)
      // Some programs learn a little later than the client that an exchange is over, and some let a backend rest too soon.
      await lab.patience(150)
      const held = [await hold(lab), await hold(lab), await hold(lab), await hold(lab)]
      const shares = [1, 2].map(number => held.filter(({ call }) => call.backend === number).length)
      mustEqual(shares, [2, 2], `the open exchanges of both backends, when backend ${backend.number} had failed before`)
      for (const each of held) await each.release()
    },
  },
]

async function mustAskTheIdle(lab: Lab): Promise<void> {
  const held: Held[] = []
  try {
    for (const _ of [1, 2, 3, 4]) held.push(await hold(lab))
    const on = (number: number) => held.filter(({ call }) => call.backend === number)
    mustEqual([on(1).length, on(2).length], [2, 2], 'the open exchanges of both backends after four requests')
    const idle = lab.random.pick([1, 2])
    for (const each of on(idle)) await each.release()
    // Some programs learn a little later than the client that an exchange is over.
    await lab.patience(50)
    const next = [await hold(lab), await hold(lab)]
    held.push(...next)
    const backends = next.map(({ call }) => call.backend)
    mustEqual(backends, [idle, idle], `who got two requests while backend ${idle} had none open and the other two`)
  } finally {
    for (const each of held) await each.release()
  }
}

/** Three open exchanges of one backend, while the other has none. */
async function holdThreeOfOne(lab: Lab): Promise<[Held, Held, Held]> {
  const held: Held[] = []
  for (let count = 0; count < 12; count += 1) {
    held.push(await hold(lab))
    for (const number of [1, 2]) {
      const [first, second, third] = held.filter(({ call }) => call.backend === number)
      if (first === undefined || second === undefined || third === undefined) continue
      for (const each of held) if (each.call.backend !== number) await each.release()
      return [first, second, third]
    }
  }
  throw new Failure({ reason: 'twelve open exchanges, and no backend has three of them' })
}

/** Ways in which an exchange ends. POST, so that no program may ask another backend for it. */
const ENDS: Readonly<Record<string, (lab: Lab) => Promise<void>>> = {
  'answered ones': async lab => void (await lab.exchange({ method: 'POST', body: 'x' })),
  'ones that the backend closed without an answer': lab => failing(lab, call => call.finish()),
  'ones that the backend reset': lab => failing(lab, call => call.reset()),
  'ones answered by nonsense': lab =>
    failing(lab, call => {
      call.send('nonsense\r\n\r\n')
      call.finish()
    }),
  'ones whose answer was cut': lab =>
    failing(lab, call => {
      call.send(call.answerBytes({ body: 'x'.repeat(99) }).subarray(0, -9))
      call.finish()
    }),
  'ones whose client sent a malformed chunk': async lab => {
    const request = lab.request({ method: 'POST', fields: [['Transfer-Encoding', 'chunked']] })
    const client = await lab.client()
    client.send(request.head, '5\r\nhello\r\n')
    // A program that waits for the whole body has asked nobody yet.
    await Promise.race([lab.arrival(request), lab.patience(100)])
    client.send('no size\r\n\r\n')
    await client.message('POST')
    client.close()
  },
  'ones whose client has gone': async lab => {
    const { client, release } = await hold(lab)
    client.reset()
    await lab.patience(10)
    await release()
  },
}

async function failing(lab: Lab, fail: (call: Call) => void): Promise<void> {
  const request = postOf(lab)
  lab.answer(request, async call => fail(await call.settled()))
  await sendAndWait(lab, request)
}

/** The program may learn a little later than the client that an exchange is over; then requests come to `backend` again. */
async function mustComeTo(lab: Lab, backend: number, what: string): Promise<void> {
  for (let attempt = 0; attempt < 40; attempt++) {
    if ((await lab.exchange()).call.backend === backend) return
    await lab.patience(20)
  }
  must(false, {
    reason: `after three exchanges (${what}) backend ${backend}, which has none open, is no longer asked`,
    expected: 'it is asked before the other, which has one open',
    actual: 'forty requests went to the other',
  })
}

function postOf(lab: Lab): LabRequest {
  return lab.request({ method: 'POST', body: 'x' })
}

/** Sends it, and waits for whatever the answer is. */
async function sendAndWait(lab: Lab, request: LabRequest): Promise<void> {
  const client = await lab.client()
  client.send(request)
  await client.message('POST')
  client.close()
}

/** Of four open exchanges those of `backend` are not answered in time. */
async function failLate(lab: Lab, backend: Backend): Promise<void> {
  const [inTime, never] = [lab.gate(), lab.gate()]
  const clients: Client[] = []
  for (let count = 0; count < 4; count += 1) {
    const request = postOf(lab)
    lab.answer(request, async call => {
      await (call.backend === backend.number ? never : inTime).opened
      await call.respond()
    })
    const client = await lab.client()
    client.send(request)
    await lab.arrival(request)
    clients.push(client)
  }
  inTime.open()
  for (const client of clients) {
    await client.message('POST')
    client.close()
  }
}
