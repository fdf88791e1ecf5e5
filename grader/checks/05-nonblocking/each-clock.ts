// Each deadline is as long as the conf says. Which of two clocks rings first shows it on any machine; how late they ring is not
// looked at.
import type { Check } from '../../check.ts'
import type { Lab } from '../../lab/lab.ts'
import { heard } from '../../lab/patience.ts'
import { NEVER_RESTS } from '../../lab/world-options.ts'
import { must } from '../../verdict.ts'
import { IDEAS } from './lesson.ts'
import { mustBeLate, mustBeLetGo, QUICK_MS } from './quick-world.ts'

const SPEC = 'CONTRACT, stage 5: all timeouts of the conf hold'
const WHY =
  'Limits that the program makes up are found when a crowd of hanging connections has outlived those of the conf.'
const HINT = 'Take each limit as it stands in the conf: no least value of your own, and no clock for two of them.'
const LATER_MS = 7 * QUICK_MS
/** By so much the one whose clock is longer begins earlier: with equal clocks he is the first to hear of it. */
const AHEAD_MS = 200

export const EACH_CLOCK: readonly Check[] = [
  {
    id: 'deadline.clients-first',
    stage: 5,
    title:
      'Where clients have less time than backends, silent clients are let go before the silence of a backend is told.',
    needs: ['deadline.silent-client', 'deadline.half-head', 'deadline.idle', 'deadline.waits-for-its-answer'],
    spec: SPEC,
    why: WHY,
    hint: HINT,
    lesson: IDEAS,
    world: {
      timeouts: { request_ms: QUICK_MS, idle_ms: QUICK_MS, response_ms: LATER_MS, connect_ms: LATER_MS },
      health: NEVER_RESTS,
    },
    run: async lab => {
      const gate = lab.gate()
      const { client, request } = await askSilently(lab, gate.opened)
      let isTold = false
      heard(client.message().then(() => (isTold = true)))
      await lab.patience(AHEAD_MS)
      const [silent, half, idle] = [await lab.client(), await lab.client(), await lab.client()]
      half.send('GET / HTTP/1.1\r\nHost')
      await lab.exchange({}, idle)
      await Promise.all([
        mustBeLetGo(silent, 'a client that said nothing'),
        mustBeLetGo(half, 'half a head'),
        idle.ended(),
      ])
      must(!isTold, {
        reason: `${request.target} was answered, or given up, before clients were let go that had said nothing`,
        expected: `they are let go after ${QUICK_MS} ms, and the backend has ${LATER_MS} ms`,
        actual: 'the limit of the backend was over first, though its clock had hardly a start',
      })
      client.close()
      gate.open()
    },
  },
  {
    id: 'deadline.backends-first',
    stage: 5,
    title:
      'Where backends have less time than clients, the silence of a backend is told before silent clients are let go.',
    needs: ['deadline.silent-backend'],
    spec: SPEC,
    why: WHY,
    hint: HINT,
    lesson: IDEAS,
    world: { timeouts: { request_ms: LATER_MS, idle_ms: LATER_MS, response_ms: QUICK_MS }, health: NEVER_RESTS },
    run: async lab => {
      const [silent, idle] = [await lab.client(), await lab.client()]
      await lab.exchange({}, idle)
      await lab.patience(AHEAD_MS)
      const gate = lab.gate()
      const { client } = await askSilently(lab, gate.opened)
      mustBeLate(lab, await client.response(), `no backend answered within ${QUICK_MS} ms`)
      must(silent.ending === undefined && idle.ending === undefined, {
        reason: 'clients were let go before the silence of a backend was told',
        expected: `the backend is given up after ${QUICK_MS} ms, and clients have ${LATER_MS} ms`,
        actual: 'the limit of clients was over first, though their clocks had hardly a start',
      })
      silent.close()
      idle.close()
      gate.open()
    },
  },
]

/** A request that has reached a backend, which does not answer before `until`. */
async function askSilently(lab: Lab, until: Promise<void>) {
  const request = lab.request()
  lab.answer(request, () => until)
  const client = await lab.client()
  client.send(request)
  await lab.arrival(request)
  return { client, request }
}
