// What the system does not grant: a backend that answers no dial, and no more descriptors.
import { execFileSync } from 'node:child_process'
import type { Check } from '../../check.ts'
import type { Client } from '../../lab/client.ts'
import { startDeafListener } from '../../lab/deaf-listener.ts'
import { mustAnswer } from '../../lab/exchange.ts'
import { NEVER_RESTS } from '../../lab/world-options.ts'
import { Failure, must, Undecided } from '../../verdict.ts'
import { EXPERIMENTS, IDEAS } from './lesson.ts'
import { mustBeLate, oneOfThree } from './quick-world.ts'

const DESCRIPTORS = 96
const DIAL_MS = 200
// Less than the second that most take for a dial, and time enough to dial three times.
const SILENT_MS = 700

export const LIMITS: readonly Check[] = [
  {
    id: 'deadline.unanswered-dial',
    stage: 5,
    title: 'A backend that does not even refuse a dial is given up when connect_ms is over, and the next one is asked.',
    points: 2,
    spec: 'CONTRACT, stage 5: all timeouts of the conf hold',
    why: 'Behind a firewall that drops, the system itself waits for two minutes.',
    hint: 'A dial is something to wait for, so it has a deadline of its own, which stands in the conf.',
    lesson: IDEAS,
    world: { own: true, backends: 2, timeouts: { connect_ms: DIAL_MS, request_ms: SILENT_MS }, health: NEVER_RESTS },
    run: async lab => {
      const [first, second] = lab.random.shuffle(lab.backends)
      if (first === undefined || second === undefined) throw new Error('this check needs two backends')
      await first.stop()
      await using _ = await startDeafListener(first.port)
      for (let count = 0; count < 3; count += 1) await lab.exchange()
      await second.stop()
      // Which of two clocks rings first shows how long that of a dial is, on any machine.
      await oneOfThree(lab, async () => {
        const [client, silent] = [await lab.client(), await lab.client()]
        client.send(lab.request())
        mustBeLate(lab, await client.response(), 'no backend could be reached', 502)
        must(silent.ending === undefined, {
          reason: 'a client that said nothing was let go before a dial that nobody answered was given up',
          expected: `the dial is given up after ${DIAL_MS} ms, and the client has ${SILENT_MS} ms`,
          actual: 'the limit of the client was over first, though it came later',
        })
        silent.close()
      })
    },
  },
  {
    id: 'crowd.no-descriptors-left',
    stage: 5,
    level: 'should',
    title: 'A program that has no descriptors left survives, and serves again when clients have gone.',
    spec: 'CONTRACT, stage 5',
    why: 'The limit is met on the best day of the year.',
    hint: 'accept() fails with EMFILE, and fails again at once if it is asked again at once.',
    lesson: EXPERIMENTS,
    world: { own: true, timeouts: { request_ms: 20_000, connect_ms: 500 } },
    run: async lab => {
      for (const pid of lab.program.pids()) allowDescriptors(pid)
      const clients: Client[] = []
      for (let count = 0; count < 2 * DESCRIPTORS; count += 1)
        await lab.client().then(
          client => clients.push(client),
          error => {
            // Turned away: that is right, too.
            if (!(error instanceof Failure)) throw error
          },
        )
      for (const client of clients) client.reset()
      const giveUpAt = performance.now() + 6000
      for (;;) {
        const request = lab.request()
        const client = await lab.client()
        client.send(request)
        const response = await client.message()
        if (response?.status === 200) return mustAnswer(response, request, client.name)
        if (performance.now() > giveUpAt) throw new Failure({ reason: 'the program does not serve again' })
        await lab.patience(50)
      }
    },
  },
]

/** prlimit(1) changes a limit of a program that runs. */
function allowDescriptors(pid: number): void {
  try {
    execFileSync('prlimit', ['--pid', String(pid), `--nofile=${DESCRIPTORS}:${DESCRIPTORS}`], { stdio: 'ignore' })
  } catch {
    throw new Undecided('this system has no prlimit that may change the limits of a program')
  }
}
