// Stage 1: how connections end: half-closed, empty, reset, and a thousand of them.
import type { Check } from '../../check.ts'
import type { Client } from '../../lab/client.ts'
import type { Lab } from '../../lab/lab.ts'
import { Failure, mustEqual, Undecided } from '../../verdict.ts'
import { LESSON, mustBeSame, mustEchoAll, sendUntilFull } from './echoed.ts'

export const ENDINGS: readonly Check[] = [
  {
    id: 'echo.half-close',
    stage: 1,
    until: 1,
    title: 'After the FIN of a client everything that it sent comes back, and then the program closes.',
    needs: ['echo.word'],
    spec: 'CONTRACT, stage 1; RFC 9293 §3.6',
    why: 'FIN says "I have said all", not "I am gone": a client that waits for the end of the answer must get one.',
    hint: 'A read of no bytes is the end of their half; end yours behind the last byte that you owe.',
    lesson: `${LESSON}#ask-yourself`,
    byHand: 'printf 0123456789 | nc -N 127.0.0.1 {port}',
    run: async lab => {
      const client = await lab.client()
      await halfClose(client, lab.random.bytes(10))
    },
  },
  {
    id: 'echo.half-close-full',
    stage: 1,
    until: 1,
    title: 'A FIN that arrives while megabytes are still on their way back cuts none of them off.',
    points: 2,
    needs: ['echo.half-close'],
    spec: 'CONTRACT, stage 1; RFC 9293 §3.6',
    why: 'The end of a request often arrives before the answer has gone out: who closes at once cuts downloads short.',
    hint: 'Remember that the client has finished, and close only when your queue for it is empty.',
    lesson: `${LESSON}#five-mistakes-people-make-here`,
    run: async lab => {
      const client = await lab.client()
      client.pause()
      const sent = await sendUntilFull(lab, client, lab.random.bytes(16 * 1024 * 1024))
      client.finish()
      // Whoever reads the FIN before all has gone out has read it when somebody else has been served.
      await mustEchoAll(await lab.client(), lab.random.bytes(10))
      client.resume()
      mustBeSame(await client.bytes(sent.length), sent, client.name)
      mustEqual(await client.ended(), 'fin', 'how the connection ended')
    },
  },
  {
    id: 'echo.empty',
    stage: 1,
    until: 1,
    title: 'A client that connects and says nothing gets nothing, and harms nobody: not once, not two hundred times.',
    needs: ['echo.word'],
    spec: 'CONTRACT, stage 1',
    why: 'Health checks and port scanners do exactly this, all day.',
    hint: 'Look at what your code does with a read of length 0 when nothing was read before.',
    lesson: `${LESSON}#experiments`,
    byHand: 'nc -N 127.0.0.1 {port} </dev/null',
    run: async lab => {
      const client = await lab.client()
      await halfClose(client, Buffer.alloc(0))
      await many(lab, 200, async each => each.close())
    },
  },
  {
    id: 'echo.reset',
    stage: 1,
    until: 1,
    title: 'Clients that break off with a reset, in the middle of sending or of receiving, harm nobody else.',
    points: 2,
    needs: ['echo.word'],
    spec: 'CONTRACT, stage 1',
    why: 'Phones lose their network and people close tabs: one of them must not end the program for all.',
    hint: 'ECONNRESET and EPIPE are ordinary answers of read and write; in Node a socket needs a listener for error.',
    lesson: `${LESSON}#five-mistakes-people-make-here`,
    run: async lab => {
      const witness = await lab.client()
      const bytes = lab.random.bytes(300_000)
      for (let turn = 0; turn < 5; turn += 1) {
        const leaving = await lab.client()
        leaving.send(bytes)
        await leaving.received(1000)
        leaving.reset()
        const deaf = await lab.client()
        deaf.pause()
        await sendUntilFull(lab, deaf, bytes)
        deaf.reset()
        await mustEchoAll(witness, lab.random.bytes(1000))
      }
    },
  },
  {
    id: 'echo.thousand',
    stage: 1,
    until: 1,
    title: 'Of a thousand connections, one after the other, each is served, and none stays open in the program.',
    points: 2,
    needs: ['echo.word', 'echo.half-close'],
    spec: 'CONTRACT, stage 1',
    why: 'A connection that is never closed keeps its descriptor; when they run out the program serves nobody.',
    hint: 'After the FIN of both sides the descriptor is yours to close; look at /proc/PID/fd.',
    lesson: `${LESSON}#experiments`,
    run: async lab => {
      const before = lab.program.descriptors()
      await many(lab, 990, async client => {
        const word = Buffer.from(lab.random.word())
        client.send(word)
        mustBeSame(await client.bytes(word.length), word, client.name)
        client.finish()
        await client.ended()
      })
      await many(lab, 10, async client => client.reset())
      if (before === undefined) throw new Undecided('this system does not tell how many files a program has open')
      await mustFall(lab, before + 5)
    },
  },
]

async function halfClose(client: Client, bytes: Buffer): Promise<void> {
  client.send(bytes)
  client.finish()
  mustBeSame(await client.bytes(bytes.length), bytes, client.name)
  mustEqual(await client.ended(), 'fin', 'how the connection ended')
  mustEqual(client.receivedBytes, bytes.length, 'the number of octets that came back')
}

/** So many clients, ten at a time. */
async function many(lab: Lab, count: number, play: (client: Client) => Promise<void>): Promise<void> {
  let begun = 0
  const work = async () => {
    while (begun++ < count) await play(await lab.client())
  }
  await Promise.all(Array.from({ length: 10 }, work))
}

/** The program has some seconds to notice what was closed. */
async function mustFall(lab: Lab, limit: number): Promise<void> {
  const giveUpAt = performance.now() + 5000
  for (;;) {
    const open = lab.program.descriptors() ?? 0
    if (open <= limit) return
    if (performance.now() > giveUpAt)
      throw new Failure({
        reason: 'the program keeps descriptors of connections that have ended',
        expected: `at most ${limit} open descriptors, 5 more than before`,
        actual: `${open} open descriptors`,
      })
    await lab.patience(50)
  }
}
