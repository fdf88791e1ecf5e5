// Web servers that go away and come back: whether they were idle or at work, clients are not to notice.
import type { Check } from '../../check.ts'
import type { Lab } from '../../lab/lab.ts'
import { PATIENCE_MS } from '../../lab/patience.ts'
import type { Response } from '../../lab/response.ts'
import { must, Undecided } from '../../verdict.ts'
import { crowd, mustEchoNonce } from './crowds.ts'
import { Visitor } from './visitor.ts'

const HEALTH = { fail_after: 2, rest_ms: 200 }
const CLIENTS = 8

export const FAULT_CHECKS: readonly Check[] = [
  {
    id: 'site.idle-closed',
    stage: 4,
    title: 'Connections that the web servers close while they are idle are not used for the next requests.',
    spec: 'RFC 9112 §9.5, §9.3.1',
    why: 'Web servers close what is idle after a minute; the first visitor in the morning must not get an error for it.',
    hint: 'Listen for the end of connections that wait in the pool, and take them out.',
    lesson: 'stages/04-pipelining/README.md#experiments',
    needs: ['site.nonces'],
    world: { scene: 'site', own: true, health: HEALTH },
    run: async lab => {
      const site = stoppable(lab)
      const count = site.ports.length
      await crowd(lab, count, async visitor => {
        for (let nth = 0; nth < 3; nth += 1) await mustEchoNonce(lab, visitor)
      })
      for (const port of site.ports) await site.stop(port)
      for (const port of site.ports) await site.start(port)
      const visitor = new Visitor(lab)
      const failed: Response[] = []
      for (let answers = 0; answers < 3 * count; ) {
        const target = `/nonce/${lab.random.word()}`
        const response = await visitor.ask({ target })
        if (response.status === 200) answers += 1
        else failed.push(response)
        // Until stage 5 nobody promises to ask again; but a connection can be found dead only once.
        const allowed = lab.stage < 5 ? CLIENTS : 0
        must(failed.length <= allowed, () => ({
          reason: `${failed.length} requests got ${response.status} because their backend had closed idle connections; it serves new ones`,
          expected: '200: every web server is up again',
          actual: `${response.status} ${response.reason}`,
        }))
      }
      if (failed.length > 0)
        lab.warn(`${failed.length} requests got ${failed[0]?.status}: they were sent on dead connections`)
    },
  },
  {
    id: 'site.stopped-and-started',
    stage: 5,
    title:
      'A web server that is stopped and started again while nonces are on their way costs no client an answer, and serves again.',
    points: 3,
    spec: 'CONTRACT, stage 5',
    why: 'Web servers are restarted every week, and nobody wants to stop the site for it.',
    hint: 'A GET that got no octet of an answer may be sent to another backend; the one that failed rests, and is tried again.',
    lesson: 'stages/05-nonblocking/README.md#experiments',
    needs: ['site.nonces'],
    world: { scene: 'site', own: true, health: HEALTH },
    run: async lab => {
      const site = stoppable(lab)
      const port = lab.random.pick(site.ports)
      let answers = 0
      let isOver = false
      const visiting = crowd(lab, CLIENTS, async visitor => {
        while (!isOver) {
          await mustEchoNonce(lab, visitor)
          answers += 1
        }
      })
      // Whoever waits for more answers learns at once that there will be none.
      const answersMore = async (more: number) => {
        const enough = answers + more
        while (answers < enough) await Promise.race([lab.patience(2), visiting])
      }
      try {
        await answersMore(40)
        lab.note(`the web server on port ${port} is stopped`)
        await site.stop(port)
        await answersMore(80)
        lab.note(`the web server on port ${port} is started again`)
        await site.start(port)
        await answersMore(40)
      } finally {
        isOver = true
        await visiting
      }
      await mustServeAgain(lab, port)
    },
  },
]

async function mustServeAgain(lab: Lab, port: number): Promise<void> {
  const visitor = new Visitor(lab)
  const giveUpAt = performance.now() + PATIENCE_MS
  for (;;) {
    const response = await visitor.ask({ target: '/' })
    if (response.body.toString('latin1') === `backend ${port}\n`) return
    must(performance.now() < giveUpAt, () => ({
      reason: `the web server on port ${port} gets no request any more, ${PATIENCE_MS} ms after it was started again (rest_ms is ${HEALTH.rest_ms})`,
      expected: 'it is tried again behind its rest',
      actual: 'all requests go to the others',
    }))
    await lab.patience(5)
  }
}

interface Stoppable {
  readonly ports: readonly number[]
  stop(port: number): Promise<void>
  start(port: number): Promise<void>
}

/** Throws Undecided where the web servers are not the lab's to stop. */
function stoppable({ site }: Lab): Stoppable {
  const { name, addresses, stopOne, startOne } = site
  if (stopOne === undefined || startOne === undefined)
    throw new Undecided(
      `the web servers of ${name} are not the grader's to stop; --backends nginx and --backends embedded are`,
    )
  return {
    ports: addresses.map(({ port }) => port),
    stop: stopOne,
    start: port =>
      startOne(port).catch(error => {
        throw new Undecided(`the web server on port ${port} did not start again: ${error.message}`)
      }),
  }
}
