// A thousand clients at once, and what they cost when they have gone.
import type { Check } from '../../check.ts'
import type { Client } from '../../lab/client.ts'
import { mustAnswer } from '../../lab/exchange.ts'
import type { Lab } from '../../lab/lab.ts'
import { must, Undecided } from '../../verdict.ts'
import { EXPERIMENTS, MISTAKES } from './lesson.ts'

const CLIENTS = 1000
/** Some milliseconds for each of them, in a slow language. */
const SLOW_MS = 30_000
const AT_ONCE = 100

export const CROWD: readonly Check[] = [
  {
    id: 'crowd.thousand',
    stage: 5,
    title:
      'A thousand clients that are connected at once are all served, and the next one beside them; none leaves a descriptor behind.',
    points: 2,
    spec: 'CONTRACT, stage 5: 1,000 clients at once',
    why: 'select() ends at 1024 descriptors, a thread each at some hundreds of megabytes; an event loop does not.',
    hint: 'Look at the limits of what you wait with, at the length of the listen queue and at the descriptors of the process.',
    lesson: EXPERIMENTS,
    capMs: 60_000,
    run: async lab => {
      const before = ownDescriptors(lab)
      if (before === undefined) lab.note('this system does not tell how many files a program has open: not looked at')
      const clients = await connectMany(lab, CLIENTS)
      const requests = clients.map(() => lab.request({ path: '/crowd' }))
      for (const [index, client] of clients.entries()) client.send(requests[index] ?? '')
      for (const [index, client] of clients.entries())
        mustAnswer(
          await client.response('GET', { limitMs: SLOW_MS }),
          requests[index] as (typeof requests)[number],
          client.name,
        )
      await lab.exchange()
      for (const client of clients) client.reset()
      if (before !== undefined) await mustFall(lab, before)
    },
  },
  {
    id: 'crowd.nothing-stays',
    stage: 5,
    level: 'should',
    title: 'When traffic has gone, its descriptors and its memory have gone, too.',
    spec: 'CONTRACT, stage 5: memory per connection is bounded',
    why: 'What keeps a little of each request must be restarted every night.',
    hint: 'Whatever is put into a map or a list for a request is taken out where the request ends, in each way that it can end.',
    lesson: MISTAKES,
    run: async lab => {
      await traffic(lab)
      const [descriptors, memory] = [lab.program.descriptors(), lab.program.memoryBytes()]
      if (descriptors === undefined || memory === undefined)
        throw new Undecided('this system does not tell what is used')
      for (let count = 0; count < 3; count += 1) await traffic(lab)
      const now = lab.program.descriptors() ?? 0
      must(now <= descriptors + 20, { reason: 'descriptors stay', expected: `about ${descriptors}`, actual: `${now}` })
      const grownMiB = Math.round(((lab.program.memoryBytes() ?? 0) - memory) / 2 ** 20)
      must(grownMiB < 48, { reason: 'memory stays', expected: 'less than 48 MiB', actual: `${grownMiB} MiB` })
    },
  },
  {
    id: 'crowd.idle-costs-nothing',
    stage: 5,
    level: 'should',
    title: 'Clients that only stay connected cost no processor time.',
    spec: 'CONTRACT, stage 5',
    why: 'A loop that asks again and again takes a whole processor, day and night.',
    hint: 'Wait in epoll, not in a loop; and ask for EPOLLOUT only while something waits to be written.',
    lesson: EXPERIMENTS,
    run: async lab => {
      const clients = await connectMany(lab, 20)
      await Promise.all(clients.map(client => lab.exchange({}, client)))
      const before = lab.program.cpuMs()
      if (before === undefined) throw new Undecided('this system does not tell how much processor time is used')
      const beganAt = performance.now()
      await lab.patience(500)
      const usedMs = (lab.program.cpuMs() ?? 0) - before
      const share = usedMs / (performance.now() - beganAt)
      must(share < 0.3, {
        reason: 'the program is busy though 20 clients only are connected',
        expected: 'less than 30 % of a processor',
        actual: `${Math.round(share * 100)} %`,
      })
    },
  },
]

/** What the program has open, but for connections to backends: those it may keep. Undefined where the system does not tell. */
function ownDescriptors(lab: Lab): number | undefined {
  const descriptors = lab.program.descriptors()
  const kept = lab.backends.reduce((sum, { openConnections }) => sum + openConnections, 0)
  return descriptors === undefined ? undefined : descriptors - kept
}

/** The program has some seconds to notice who has gone. */
async function mustFall(lab: Lab, before: number): Promise<void> {
  const most = before + CLIENTS / 4
  const giveUpAt = performance.now() + 8000
  while ((ownDescriptors(lab) ?? 0) > most) {
    must(performance.now() < giveUpAt, () => ({
      reason: `descriptors stay open for clients that have been answered and have gone`,
      expected: `about ${before}, as before the ${CLIENTS} of them`,
      actual: `${ownDescriptors(lab)}, connections to backends not counted`,
    }))
    await lab.patience(50)
  }
}

/** Some at a time, so that the queue of no system overflows. */
async function connectMany(lab: Lab, count: number): Promise<Client[]> {
  const clients: Client[] = []
  while (clients.length < count)
    clients.push(...(await Promise.all(Array.from({ length: Math.min(AT_ONCE, count) }, () => lab.client()))))
  return clients
}

async function traffic(lab: Lab): Promise<void> {
  for (let count = 0; count < 10; count += 1)
    await Promise.all(Array.from({ length: 15 }, () => lab.exchange({ method: 'PUT', body: lab.random.bytes(2000) })))
}
