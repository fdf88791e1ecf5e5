// Backends that refuse, answer late, or stall.
import type { Check } from '../../check.ts'
import { mustAnswer } from '../../lab/exchange.ts'
import type { Lab } from '../../lab/lab.ts'
import { must, mustEqual } from '../../verdict.ts'
import { LESSON } from './lesson.ts'
import { onceInThree } from './once-in-three.ts'
import { mustBlameBackend, mustLookCut } from './outcomes.ts'
import { FRAGILE, HASTY, RESPONSE_MS } from './worlds.ts'

export const FAILURE_CHECKS: readonly Check[] = [
  // In the first two nothing was asked before, so no connection is kept: who notices the end of a kept one only when he uses it
  // is not asked about here.
  {
    id: 'failover.one-refuses',
    stage: 3,
    title: 'While one of three backends refuses connections, every GET is answered by another.',
    needs: ['forward.get'],
    points: 3,
    spec: 'CONTRACT, stage 3',
    why: 'Backends are restarted every day; nobody outside should notice.',
    hint: 'A refused dial has sent nothing: ask the next backend, until all were asked.',
    lesson: LESSON.ASKED,
    world: { ...FRAGILE, own: true },
    run: async lab => {
      const down = lab.random.pick(lab.backends)
      await down.stop()
      for (let i = 0; i < 9; i++) {
        const { response } = await lab.exchange()
        mustEqual(response.status, 200, `the status while backend ${down.number} refuses`)
      }
      await down.start()
    },
  },
  {
    id: 'failover.two-refuse',
    stage: 3,
    title:
      'While two of three backends refuse connections the third answers every GET, and every POST with its whole body.',
    needs: ['failover.one-refuses', 'request.length'],
    points: 2,
    spec: 'CONTRACT, stage 3',
    why: 'A refused dial has cost nothing, not even the first octet of a body: whoever has a backend left has an answer.',
    hint: 'Ask until all were asked; and keep what has come of the body until there is a connection that takes it.',
    lesson: LESSON.ASKED,
    world: { ...FRAGILE, own: true },
    run: async lab => {
      const [up, ...down] = lab.random.shuffle(lab.backends)
      for (const each of down) await each.stop()
      for (let i = 0; i < 3; i++) {
        const { response } = await lab.exchange()
        mustEqual(response.status, 200, `the status of a GET while only backend ${up?.number} listens`)
        const body = lab.random.text(lab.random.integer(10, 2000))
        const request = lab.request({ method: 'POST', body })
        const { response: posted, call } = await lab.exchange(request)
        mustEqual(posted.status, 200, `the status of a POST while only backend ${up?.number} listens`)
        mustEqual((await call.body()).toString('latin1'), body, 'the body that the backend got')
      }
      for (const each of down) await each.start()
    },
  },
  {
    id: 'failover.all-refuse',
    stage: 3,
    title: 'When all backends refuse, the client hears 502 or 503 at once; to HEAD without a body.',
    needs: ['forward.get'],
    points: 2,
    spec: 'RFC 9110 §15.6.3; CONTRACT, stage 3',
    why: 'A client that is told nothing waits; and a program that ends with its backends must be started by hand.',
    hint: 'A failed connect is an event like others: listen for it. Stop when all have been asked once.',
    lesson: LESSON.MISTAKES,
    world: FRAGILE,
    run: async lab => {
      for (const backend of lab.backends) await backend.stop()
      for (const method of lab.random.shuffle(['GET', 'HEAD', 'POST'])) {
        const client = await lab.client()
        client.send(lab.request({ method, ...(method === 'POST' && { body: 'x' }) }))
        const response = await client.message(method)
        must(response?.status === 502 || response?.status === 503, () => ({
          reason: `a ${method} while no backend listens was not answered as it should be`,
          expected: '502 or 503',
          actual: response ? `${response.status}` : `nothing: the connection ended (${client.ending})`,
        }))
        must(response?.complete ?? false, () => ({
          reason: `the ${response?.status} tells of more octets than come`,
          expected: response?.head ?? '',
          actual: `${response?.bodyBytes} octets of a body, then the connection ended`,
        }))
      }
      for (const backend of lab.backends) await backend.start()
    },
  },
  {
    id: 'errors.whole',
    stage: 3,
    title: 'The program’s own error replies are whole: their length is that of their body, in octets.',
    needs: ['forward.get'],
    points: 2,
    spec: 'RFC 9112 §6',
    why: 'A length that promises more than comes keeps the client waiting behind every error.',
    hint: 'Count octets, not characters; end the head with an empty line; close behind it.',
    lesson: LESSON.TOUR,
    byHand: "printf 'nonsense\\r\\n\\r\\n' | nc -N 127.0.0.1 {port}",
    run: async lab => {
      const word = lab.random.word()
      const wrong = [
        `${word}\r\n\r\n`,
        'GET / HTTP/1.1\r\nHost: lab.test\r\nBad Name: é\r\n\r\n',
        `GET /${word} HTTP/3.7\r\nHost: lab.test\r\n\r\n`,
        `POST /${word} HTTP/1.1\r\nHost: lab.test\r\nContent-Length: ${word}\r\n\r\n`,
        `POST /${word} HTTP/1.1\r\nHost: lab.test\r\nTransfer-Encoding: ${word}\r\n\r\n`,
        `GET /${lab.random.hex(9000)} HTTP/1.1\r\nHost: lab.test\r\n\r\n`,
      ]
      for (const bytes of wrong) {
        const reply = await lab.refused(bytes, [], `"${bytes.slice(0, 40).trim()}"`)
        must(reply?.complete ?? true, () => ({
          reason: `the ${reply?.status} tells of more octets than come`,
          expected: reply?.head ?? '',
          actual: `${reply?.bodyBytes} octets of a body, then the connection ended`,
        }))
      }
    },
  },
  {
    id: 'late.no-answer',
    stage: 3,
    title: 'A backend that does not answer within response_ms is answered for with 504.',
    needs: ['forward.get'],
    points: 2,
    spec: 'CONTRACT, "The conf file" and stage 3; RFC 9110 §15.6.5',
    why: 'A backend that hangs must not hang its clients.',
    hint: 'Start a timer when the request has been sent; the response’s head stops it.',
    lesson: LESSON.ASKED,
    world: HASTY,
    run: async lab => {
      const [silent, half] = [lab.request({ method: 'POST', body: 'x' }), lab.request({ method: 'POST', body: 'x' })]
      const gate = lab.gate()
      lab.answer(silent, () => gate.opened)
      lab.answer(half, async call => {
        call.send((await call.settled()).answerBytes().subarray(0, 30))
        await gate.opened
      })
      const ask = async (request: typeof silent, what: string) => {
        const client = await lab.client()
        client.send(request)
        mustBlameBackend(lab, await client.message('POST'), what, 504)
      }
      await Promise.all([ask(silent, 'a silent backend'), ask(half, 'a backend that stops in its head')])
      gate.open()
      // Whoever answers in time is not cut off.
      await onceInThree(async () => {
        const late = lab.request()
        lab.answer(late, async call => {
          await lab.patience(RESPONSE_MS / 4)
          await call.respond()
        })
        await lab.exchange(late)
      })
    },
  },
  {
    id: 'late.stalled-body',
    stage: 3,
    title:
      'A body that stalls for response_ms is cut; one that goes on in small pieces is given whole, however long it takes.',
    needs: ['late.no-answer'],
    points: 2,
    spec: 'CONTRACT, "The conf file"',
    why: 'The limit is for silence: a slow download is no fault, a dead one is.',
    hint: 'Each piece of the body winds the timer up anew.',
    lesson: LESSON.ASKED,
    world: HASTY,
    run: async lab => {
      await Promise.all([mustCutStalled(lab), onceInThree(() => mustLetFlow(lab))])
    },
  },
]

async function mustCutStalled(lab: Lab): Promise<void> {
  const request = lab.request()
  const gate = lab.gate()
  lab.answer(request, async call => {
    call.send(call.answerBytes({ body: lab.random.text(100) }).subarray(0, -30))
    await gate.opened
  })
  const client = await lab.client()
  client.send(request)
  await mustLookCut(lab, client, 'GET', 'a body that stalls')
  gate.open()
}

async function mustLetFlow(lab: Lab): Promise<void> {
  const request = lab.request()
  const body = lab.random.text(90)
  lab.answer(request, async call => {
    const answer = call.answerBytes({ body })
    const bodyAt = answer.length - body.length
    call.send(answer.subarray(0, bodyAt))
    for (let at = 0; at < body.length; at += 10) {
      await lab.patience(RESPONSE_MS / 6)
      call.send(answer.subarray(bodyAt + at, bodyAt + at + 10))
    }
    call.done()
  })
  const client = await lab.client()
  client.send(request)
  const response = await client.response()
  mustAnswer(response, request)
  mustEqual(response.body.toString('latin1'), body, 'the body that came slowly')
}
