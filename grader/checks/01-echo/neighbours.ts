// Stage 1: many clients at once, and what one of them costs the others and the machine.
import type { Check } from '../../check.ts'
import { CannotGrade, Failure, MachineFault, must, mustEqual, Undecided } from '../../verdict.ts'
import { LESSON, mustBeSame, mustEchoAll, sendUntilFull } from './echoed.ts'

const FLOOD_BYTES = 64 * 1024 * 1024
const LOOK_MS = 800
/** Of one core. A program that waits as it should needs some thousandths. */
const IDLE_SHARE = 0.2

export const NEIGHBOURS: readonly Check[] = [
  {
    id: 'echo.many-clients',
    stage: 1,
    until: 1,
    title: 'Fifty clients at once, one of them silent, each get their own bytes back.',
    points: 2,
    needs: ['echo.word'],
    spec: 'CONTRACT, stage 1',
    why: 'A server that serves one client until it leaves lets everybody else wait for a stranger.',
    hint: 'Threads, processes or an event loop, but no accept that waits until the last client has gone; and no buffer that all share.',
    lesson: `${LESSON}#where-is-epoll`,
    run: async lab => {
      await lab.client()
      const clients = await Promise.all(Array.from({ length: 50 }, () => lab.client()))
      const texts = clients.map(() => lab.random.bytes(lab.random.integer(500, 5000)))
      const pieces = texts.map(text => lab.random.cut(text, 4))
      for (let turn = 0; turn < 4; turn += 1) {
        const pieceOf = (index: number) => pieces[index]?.[turn] ?? Buffer.alloc(0)
        clients.forEach((client, index) => {
          client.send(pieceOf(index))
        })
        for (const [index, client] of clients.entries())
          mustBeSame(await client.bytes(pieceOf(index).length), pieceOf(index), client.name)
      }
    },
  },
  {
    id: 'echo.slow-reader',
    stage: 1,
    until: 1,
    title: 'A client that does not read stops only itself, and when it reads again nothing is missing.',
    points: 2,
    needs: ['echo.many-clients'],
    spec: 'CONTRACT, stage 1',
    why: 'Somebody on a bad line must neither hold up the others nor get a file with holes.',
    hint: 'When a socket takes no more, keep what is left for this client, stop reading from it, and go on with the others.',
    lesson: `${LESSON}#five-mistakes-people-make-here`,
    run: async lab => {
      const deaf = await lab.client()
      deaf.pause()
      const sent = await sendUntilFull(lab, deaf, lab.random.bytes(16 * 1024 * 1024))
      const others = await Promise.all(Array.from({ length: 20 }, () => lab.client()))
      await Promise.all(others.map(client => mustEchoAll(client, lab.random.bytes(20_000))))
      deaf.resume()
      mustBeSame(await deaf.bytes(sent.length), sent, deaf.name)
    },
  },
  {
    id: 'echo.bounded-memory',
    stage: 1,
    until: 1,
    level: 'should',
    title: 'A client that sends 64 MiB and reads nothing is made to stop.',
    needs: ['echo.slow-reader'],
    spec: 'CONTRACT, stage 1',
    why: 'What the program takes and cannot pass on, it has to hold: a few such clients fill the memory of any machine.',
    hint: 'Stop reading from a client whose answers wait; its kernel then stops it.',
    lesson: `${LESSON}#experiments`,
    world: { own: true },
    run: async lab => {
      const deaf = await lab.client()
      deaf.pause()
      const sent = await sendUntilFull(lab, deaf, lab.random.bytes(FLOOD_BYTES))
      deaf.reset()
      must(sent.length < FLOOD_BYTES, {
        reason: 'the program took everything from a client that reads nothing',
        expected: 'it stops reading after some mebibytes',
        actual: `${FLOOD_BYTES / 1024 / 1024} MiB taken`,
      })
    },
  },
  {
    id: 'echo.idle',
    stage: 1,
    until: 1,
    level: 'should',
    title: 'Ten connections on which nothing happens cost no work, nor does one of them that is half-closed.',
    needs: ['echo.half-close'],
    spec: 'CONTRACT, stage 1',
    why: 'A loop that asks again and again whether there is something to do heats the machine and slows its neighbours.',
    hint: 'Let the kernel wake you: no timeout of 0, no interest in writing while there is nothing to write.',
    lesson: `${LESSON}#where-is-epoll`,
    run: async lab => {
      const clients = await Promise.all(Array.from({ length: 11 }, () => lab.client()))
      for (const client of clients) await mustEchoAll(client, lab.random.bytes(10))
      clients[0]?.finish()
      const before = lab.program.cpuMs()
      await lab.patience(LOOK_MS)
      const after = lab.program.cpuMs()
      if (before === undefined || after === undefined)
        throw new Undecided('this system does not tell how long a program has worked')
      must(after - before < LOOK_MS * IDLE_SHARE, {
        reason: 'the program works though nothing happens',
        expected: `less than ${LOOK_MS * IDLE_SHARE} ms of processor time in ${LOOK_MS} ms`,
        actual: `${Math.round(after - before)} ms`,
      })
    },
  },
  {
    id: 'echo.port',
    stage: 1,
    until: 1,
    title: 'The program listens on the port of its command line, and on no other.',
    spec: 'CONTRACT, starting a program',
    why: 'Whoever starts a program decides where it can be reached; a port that nobody asked for is a door that nobody watches.',
    hint: 'Take the port from the command line; listen once.',
    lesson: `${LESSON}#run-it`,
    run: async lab => {
      const listeners = lab.program.listeners()
      if (listeners === undefined) throw new Undecided('this system does not tell where a program listens')
      const ports = [...new Set(listeners.map(({ port }) => port))]
      mustEqual(ports.join(', '), String(lab.world.port), 'the list of ports on which the program listens')
    },
  },
  {
    id: 'echo.restart',
    stage: 1,
    until: 1,
    level: 'should',
    title: 'Stopped in the middle of traffic, the program can be started on the same port at once.',
    needs: ['echo.word'],
    spec: 'RFC 9293 §3.6.1',
    why: 'A server that cannot come back for a minute after each restart makes every update an outage.',
    hint: 'Connections that the server closed first stay in TIME_WAIT; SO_REUSEADDR lets you bind all the same.',
    lesson: `${LESSON}#experiments`,
    world: { own: true },
    run: async lab => {
      const clients = await Promise.all(Array.from({ length: 5 }, () => lab.client()))
      for (const client of clients) await mustEchoAll(client, lab.random.bytes(100))
      lab.mayEnd()
      await lab.world.stopProgram()
      for (const client of clients) client.forget()
      await lab.world.startProgram().catch(error => {
        if (!(error instanceof CannotGrade) || error instanceof MachineFault) throw error
        throw new Failure({ reason: error.message, expected: 'it listens again', actual: 'it does not' })
      })
      await mustEchoAll(await lab.client(), lab.random.bytes(100))
    },
  },
]
