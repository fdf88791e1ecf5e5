// The program is asked to stop: nobody new, everybody open to the end, and then it goes.
import type { Check } from '../../check.ts'
import { mustAnswer } from '../../lab/exchange.ts'
import type { Lab } from '../../lab/lab.ts'
import { within } from '../../lab/patience.ts'
import { Failure, must } from '../../verdict.ts'
import { EXPERIMENTS, IDEAS } from './lesson.ts'

const SPEC = 'CONTRACT, stage 5: SIGTERM'
/** 5 s are granted, and some for a machine that has other work. */
const GONE_MS = 9000

export const STOP: readonly Check[] = [
  {
    id: 'stop.finishes-what-is-open',
    stage: 5,
    title:
      'SIGTERM: new connections are refused, requests in flight get their whole answers, and the program exits with 0.',
    points: 3,
    spec: SPEC,
    why: 'A new version is rolled out every day; without this, each time some answers are cut.',
    hint: 'Close the listener, wait for the exchanges that are open, close what is idle, and let the process end.',
    lesson: IDEAS,
    world: { own: true },
    run: async lab => {
      lab.mayEnd()
      const gate = lab.gate()
      const requests = Array.from({ length: 6 }, () => lab.request({ path: '/open' }))
      for (const [index, request] of requests.entries())
        lab.answer(request, async call => {
          await call.settled()
          await call.turn
          const bytes = call.answerBytes({ body: lab.random.text(2000) })
          // Of some the answer has begun.
          if (index % 2 === 0) call.send(bytes.subarray(0, -1000))
          await gate.opened
          call.send(index % 2 === 0 ? bytes.subarray(-1000) : bytes)
          call.done()
        })
      const clients = await Promise.all(requests.map(() => lab.client()))
      for (const [index, client] of clients.entries()) client.send(requests[index] ?? '')
      await lab.arrivals(requests.length)
      const upload = lab.request({ method: 'POST', body: lab.random.text(4000) })
      const uploader = await lab.client()
      uploader.send(upload.bytes.subarray(0, -2000))
      const pair = [lab.request({ path: '/first' }), lab.request({ path: '/second' })] as const
      for (const request of pair)
        lab.answer(request, async call => {
          await gate.opened
          await call.respond()
        })
      const pipelining = await lab.client()
      pipelining.send(...pair)
      await lab.arrival(pair[0])
      // Those who wait for the whole of an upload, or serve one request after the other, have not sent these on.
      await Promise.race([Promise.all([lab.arrival(pair[1]), lab.arrival(upload)]), lab.patience(150)])
      const isUploading = lab.callsOf(upload).length > 0
      const isPipelined = lab.callsOf(pair[1]).length > 0
      lab.program.signal('SIGTERM')
      await untilRefused(lab)
      uploader.send(upload.bytes.subarray(-2000))
      gate.open()
      const uploaded = await (isUploading ? uploader.response('POST') : uploader.message('POST'))
      if (uploaded !== undefined) mustAnswer(uploaded, upload, uploader.name)
      mustAnswer(await pipelining.response(), pair[0], pipelining.name)
      const second = await (isPipelined ? pipelining.response() : pipelining.message())
      if (second !== undefined) mustAnswer(second, pair[1], pipelining.name)
      for (const [index, client] of clients.entries())
        mustAnswer(await client.response(), requests[index] as (typeof requests)[number], client.name)
      await mustExit(lab, 'when the last answer had been given')
    },
  },
  {
    id: 'stop.for-nobody-for-ever',
    stage: 5,
    title: 'SIGTERM: a backend that never answers holds the program up for 5 s, and no longer.',
    points: 2,
    spec: SPEC,
    why: 'Whoever waits for the last answer of all waits for ever, until somebody kills the program and cuts everybody off.',
    hint: 'Start a clock when the signal comes. What is open when it rings is broken off.',
    lesson: IDEAS,
    world: { own: true },
    run: async lab => {
      lab.mayEnd()
      const gate = lab.gate()
      const request = lab.request()
      lab.answer(request, () => gate.opened)
      const client = await lab.client()
      client.send(request)
      await lab.arrival(request)
      lab.program.signal('SIGTERM')
      await mustExit(lab, 'while a backend still owed an answer')
      // It may be told so, or see its connection break off.
      await client.message()
      await client.ended()
    },
  },
  {
    id: 'stop.idle-clients',
    stage: 5,
    title: 'SIGTERM: clients that are connected and ask for nothing do not hold the program back.',
    points: 2,
    spec: SPEC,
    why: 'A program that waits for browsers to close waits until it is killed, and then answers are cut.',
    hint: 'Between two requests nothing is open: close there.',
    lesson: EXPERIMENTS,
    world: { own: true },
    run: async lab => {
      lab.mayEnd()
      const idle = await Promise.all(Array.from({ length: 8 }, () => lab.client()))
      for (const client of idle.slice(2)) await lab.exchange({}, client)
      lab.program.signal('SIGTERM')
      await mustExit(lab, 'though nothing was open')
      for (const client of idle) await client.ended()
    },
  },
]

/** A connection that is accepted before the program has heard of the signal is nobody's fault. */
async function untilRefused(lab: Lab): Promise<void> {
  const giveUpAt = performance.now() + 4000
  for (;;) {
    try {
      const client = await lab.client()
      client.reset()
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      if (error.actual === 'ECONNREFUSED') return
      // It stood before a listener that was just being closed: the kernel sends away who has not been let in.
      if (error.actual !== 'ECONNRESET') throw error
    }
    must(performance.now() < giveUpAt, {
      reason: 'the program still accepts connections 4 s after SIGTERM',
      expected: 'new connections are refused',
      actual: 'they are accepted',
    })
    await lab.patience(20)
  }
}

async function mustExit(lab: Lab, when: string): Promise<void> {
  const known = () => 'it still runs'
  const { code, signal } = await within(lab.program.exited, 'the program ends after SIGTERM', known, GONE_MS)
  must(code === 0, {
    reason: `the program ended after SIGTERM, ${when}, but not well`,
    expected: 'exit status 0',
    actual: signal === null ? `exit status ${code}` : `killed by ${signal}`,
  })
}
