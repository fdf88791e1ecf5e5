// Backends that miscount: an id that nobody awaits, one that was answered already, two at once. Such an answer reaches nobody.
import type { Check } from '../../check.ts'
import type { Call } from '../../lab/call.ts'
import type { Lab } from '../../lab/lab.ts'
import { type Outcome, outcomeOf } from '../../lab/outcome.ts'
import { valuesOf } from '../../lab/response.ts'
import { must, mustEqual, Undecided } from '../../verdict.ts'
import { type Crowd, gather, gets, outcomesOf } from './crowd.ts'
import { SPOILT, THREE_SPOILT } from './worlds.ts'

const RULES = 'stages/06-request-id/README.md#what-order-proves-and-what-an-id-proves'
const MISTAKES = 'stages/06-request-id/README.md#five-mistakes-people-make-here'
const CONTRACT = 'CONTRACT, stage 6'
const WHY =
  'Such an answer proves that both ends no longer count the same: each one that follows may be somebody else’s.'

function foreignId(lab: Lab): string {
  return `${lab.random.hex(8)}-${lab.random.hex(4)}-4${lab.random.hex(3)}-8${lab.random.hex(3)}-${lab.random.hex(12)}`
}

/** Another in its twelfth digit: who counts its ids counts in the last ones, where the next might really be awaited. */
function almostItsOwnId({ ids: [id = ''] }: Call): string {
  return `${id.slice(0, 12)}${id[12] === '0' ? '1' : '0'}${id.slice(13)}`
}

/** Sends it in its turn, as it is. */
async function sendInTurn(call: Call, bytes: Buffer): Promise<void> {
  await call.settled()
  await call.turn
  call.send(bytes)
  call.done()
}

/** Answers all that is held, in turn; `deviant` in the way of `deviate`. */
function answerAllBut(held: readonly (readonly Call[])[], deviant: Call, deviate: () => Promise<void>): void {
  for (const calls of held) for (const call of calls) void (call === deviant ? deviate() : call.respond())
}

/** One that may be followed by others on its connection. */
function oneWithOthersBehind(lab: Lab, calls: readonly Call[]): Call {
  return lab.random.pick(calls.slice(0, Math.max(1, calls.length - 2)))
}

/** GETs whose connection was dropped go elsewhere. The one whose turn it was may be taken for the one that was answered. */
function mustGoElsewhere(outcomes: readonly Outcome[]): void {
  const failed = outcomes.filter(({ kind }) => kind !== 'answered')
  must(failed.length <= 1, () => ({
    reason: `${failed.length} of ${outcomes.length} GETs got an error when one connection was out of step`,
    expected: 'its repeatable exchanges go elsewhere: an error for one at the most',
    actual: failed.map(({ response }) => response?.status).join(', '),
  }))
}

function mustNotShow(outcomes: readonly Outcome[], secret: string): void {
  for (const { response } of outcomes)
    must(response?.body.toString('latin1') !== secret, () => ({
      reason: 'a client got an answer whose id nobody awaited',
      expected: 'it reaches no client',
      actual: response?.head ?? '',
    }))
}

/** The client of this request breaks off; resolves when the program has seen it, as far as it looks at all. */
async function goAway(lab: Lab, crowd: Crowd, gone: Call): Promise<void> {
  crowd.guests.find(({ request }) => request.mark === gone.mark)?.client.reset()
  // The program has seen that before it sees the answer to this.
  await lab.exchange({ method: 'POST', body: '' }).catch(() => {})
}

async function othersMustGetTheirs(lab: Lab, crowd: Crowd, gone: Call): Promise<void> {
  const guests = crowd.guests.filter(({ request }) => request.mark !== gone.mark)
  const outcomes = await outcomesOf({ guests })
  if (outcomes.some(({ kind }) => kind !== 'answered')) lab.warn('others got errors because one client had gone')
}

export const OUT_OF_STEP: readonly Check[] = [
  {
    id: 'step.unknown-id',
    stage: 6,
    title:
      'An answer with an id that nobody awaits reaches no client, its connection is dropped, and the other GETs on it are asked again.',
    points: 3,
    needs: ['id.uuid'],
    spec: CONTRACT,
    why: WHY,
    hint: 'Close the connection; ask elsewhere for what may be repeated, tell the others 502.',
    lesson: RULES,
    world: SPOILT,
    run: async lab => {
      for (const toUnknown of lab.random.shuffle([() => foreignId(lab), almostItsOwnId])) {
        const crowd = await gather(lab, gets(lab, 10))
        const deviant = oneWithOthersBehind(lab, crowd.largest)
        const secret = lab.random.text(40)
        const bytes = deviant.answerBytes({ id: toUnknown(deviant), body: secret })
        answerAllBut(crowd.held, deviant, () => sendInTurn(deviant, bytes))
        const outcomes = await outcomesOf(crowd)
        mustNotShow(outcomes, secret)
        mustGoElsewhere(outcomes)
        await deviant.connectionEnded()
      }
    },
  },
  {
    id: 'step.id-of-another-connection',
    stage: 6,
    title:
      'An answer with an id that is awaited on another connection reaches no client, and its connection is dropped.',
    points: 2,
    needs: ['step.unknown-id'],
    spec: `${CONTRACT}: nobody awaits on its connection`,
    why: WHY,
    hint: 'Look an id up among those of the connection on which it came, and nowhere else.',
    lesson: RULES,
    world: THREE_SPOILT,
    run: async lab => {
      const crowd = await gather(lab, gets(lab, 12))
      const [[deviant], [other]] = crowd.held as [Call[], Call[]]
      if (deviant === undefined || other === undefined)
        throw new Undecided('the program asked for all of it on one connection')
      const secret = lab.random.text(40)
      const bytes = deviant.answerBytes({ id: other.ids[0] ?? null, body: secret })
      // The one that is named still waits when its answer comes from somewhere else.
      await sendInTurn(deviant, bytes)
      await deviant.connectionEnded()
      answerAllBut(crowd.held, deviant, async () => {})
      const outcomes = await outcomesOf(crowd)
      mustNotShow(outcomes, secret)
      mustGoElsewhere(outcomes)
    },
  },
  {
    id: 'step.unknown-id-post',
    stage: 6,
    title: 'A POST that is answered with an id that nobody awaits gets 502, and is not sent again.',
    points: 2,
    needs: ['id.uuid'],
    spec: CONTRACT,
    why: 'The backend may well have done it; doing it again is worse than not knowing.',
    hint: 'Ask for the method before you repeat anything.',
    lesson: RULES,
    world: SPOILT,
    run: async lab => {
      await lab.exchange()
      for (const body of ['', lab.random.word()]) {
        const request = lab.request({ method: 'POST', body })
        lab.answer(request, call => call.respond(lab.callsOf(request).length === 1 ? { id: foreignId(lab) } : {}))
        const client = await lab.client()
        client.send(request)
        const { kind, response } = await outcomeOf(client, request)
        must(kind === 'error', {
          reason: 'a POST whose answer bore an id that nobody awaits did not get an error',
          expected: '502',
          actual: response === undefined ? kind : `${kind}: ${response.status}`,
        })
      }
    },
  },
  {
    id: 'step.answered-twice',
    stage: 6,
    title: 'A second answer with an id that was answered already reaches no client, and its connection is dropped.',
    points: 2,
    needs: ['id.uuid'],
    spec: CONTRACT,
    why: WHY,
    hint: 'An id is awaited until its answer has ended, and from then on it is unknown.',
    lesson: RULES,
    world: SPOILT,
    run: async lab => {
      const crowd = await gather(lab, gets(lab, 10))
      const deviant = oneWithOthersBehind(lab, crowd.largest)
      const secret = lab.random.text(40)
      const twice = Buffer.concat([deviant.answerBytes(), deviant.answerBytes({ body: secret })])
      answerAllBut(crowd.held, deviant, () => sendInTurn(deviant, twice))
      const outcomes = await outcomesOf(crowd)
      mustNotShow(outcomes, secret)
      mustGoElsewhere(outcomes)
      await deviant.connectionEnded()
      // His client asks on: the second answer must not have waited for that.
      const guest = crowd.guests.find(({ request }) => request.mark === deviant.mark)
      if (guest === undefined || guest.client.ending !== undefined) return
      const next = lab.request()
      guest.client.send(next)
      mustNotShow([await outcomeOf(guest.client, next)], secret)
    },
  },
  {
    id: 'step.client-gone',
    stage: 6,
    title: 'The answer to a client that has gone is thrown away, and the others on its connection get theirs.',
    points: 2,
    needs: ['id.uuid'],
    spec: CONTRACT,
    why: 'People close pages all the time. Nobody else may notice.',
    hint: 'Remember on the connection that this answer is still owed, and to nobody.',
    lesson: MISTAKES,
    world: SPOILT,
    run: async lab => {
      const crowd = await gather(lab, gets(lab, 10))
      const gone = lab.random.pick(crowd.largest)
      await goAway(lab, crowd, gone)
      answerAllBut(crowd.held, gone, () => gone.respond({ body: lab.random.text(2000) }))
      await othersMustGetTheirs(lab, crowd, gone)
    },
  },
  {
    id: 'step.client-gone-unnamed',
    stage: 6,
    title: 'The answer to a client that has gone reaches nobody else, though it bears no id.',
    points: 3,
    needs: ['id.uuid'],
    spec: CONTRACT,
    why: 'nginx leaves the id out of its error pages: whoever strikes the gone off his list gives the page to the next, and everybody behind him somebody else’s.',
    hint: 'Whoever has gone stays in his place until his answer has come. Only it goes to nobody.',
    lesson: MISTAKES,
    world: SPOILT,
    run: async lab => {
      const crowd = await gather(lab, gets(lab, 12))
      // One that has somebody behind him, where anybody has.
      const gone = lab.random.pick(crowd.largest.slice(0, Math.max(1, crowd.largest.length - 1)))
      await goAway(lab, crowd, gone)
      for (const calls of crowd.held)
        for (const call of calls) void call.respond({ id: null, status: 404, reason: 'Not Found' })
      await othersMustGetTheirs(lab, crowd, gone)
    },
  },
  {
    id: 'step.two-ids',
    stage: 6,
    title: 'Of an answer with two different ids nobody gets more than one id, and nobody an answer that is not his.',
    needs: ['id.uuid'],
    spec: CONTRACT,
    why: 'Whichever id is right, going by the other one crosses two clients.',
    hint: 'Equal ones count as one. Where they differ, the backend is out of step.',
    lesson: RULES,
    world: SPOILT,
    run: async lab => {
      const crowd = await gather(lab, gets(lab, 6))
      const deviant = lab.random.pick(crowd.largest)
      answerAllBut(crowd.held, deviant, () => deviant.respond({ fields: [['x-request-id', foreignId(lab)]] }))
      for (const { kind, response } of await outcomesOf(crowd)) {
        if (kind !== 'answered' || response === undefined) continue
        mustEqual(valuesOf(response, 'x-request-id').length, 1, 'the number of X-Request-ID in an answer')
      }
    },
  },
]
