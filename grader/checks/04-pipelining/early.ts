// Answers that come before the request has come whole: the rest of its body is still on its way, and must be taken for nothing
// else, neither by the proxy nor by the backend behind it.
import type { Check } from '../../check.ts'
import type { Client } from '../../lab/client.ts'
import type { Lab } from '../../lab/lab.ts'
import { outcomeOf } from '../../lab/outcome.ts'
import type { FieldLine, LabRequest } from '../../lab/request.ts'
import { ONE_BACKEND } from '../03-forward/worlds.ts'

const MISTAKES = 'stages/04-pipelining/README.md#five-mistakes-people-make-here'

/** A POST whose body is, behind so many octets, nothing but requests that must never arrive. */
function postOfHidden(lab: Lab, fillerBytes: number, fields: readonly FieldLine[] = []): LabRequest {
  const inner = Array.from({ length: 4 }, () => lab.request({ path: '/hidden' }))
  for (const { mark } of inner) lab.mustNeverArrive(mark, 'the rest of a body was taken for a request')
  return lab.request({
    method: 'POST',
    fields,
    body: Buffer.concat([lab.random.bytes(fillerBytes), ...inner.map(({ bytes }) => bytes)]),
  })
}

/** The rest of the body and a GET behind it: the GET is answered, or the connection closes. */
async function goOn(lab: Lab, client: Client, post: LabRequest, sentBytes: number): Promise<void> {
  const next = lab.request()
  client.send(post.framedBody.subarray(sentBytes), next)
  if ((await outcomeOf(client, next)).kind === 'closed') await client.ended()
}

export const EARLY: readonly Check[] = [
  {
    id: 'smuggling.body-behind-an-error',
    stage: 4,
    title:
      'When a request has got its error before its body has come, the rest of the body is read away or the connection closes.',
    points: 2,
    spec: 'RFC 9112 §9.3',
    why: 'What is left in the buffer becomes the next request: whoever wrote the body has written a request in disguise.',
    hint: 'Behind an error go on only where the whole request has been read.',
    lesson: MISTAKES,
    world: ONE_BACKEND,
    run: async lab => {
      for (const end of ['finish', 'reset'] as const) {
        const sentBytes = lab.random.integer(0, 20)
        const post = postOfHidden(lab, sentBytes)
        lab.answer(post, call => call[end]())
        const client = await lab.client()
        client.send(post.head, post.framedBody.subarray(0, sentBytes))
        // A proxy that waits for the whole body first has no error to give before that.
        await Promise.race([client.received(1), lab.patience(300)])
        if (client.receivedBytes === 0) {
          client.send(post.framedBody.subarray(sentBytes))
          await outcomeOf(client, post)
        } else {
          await outcomeOf(client, post)
          await goOn(lab, client, post, sentBytes)
        }
        client.close()
        await lab.exchange()
      }
    },
  },
  {
    id: 'pool.half-sent-request',
    stage: 4,
    title: 'A backend that answers before it has the whole body gets no other request in place of the rest.',
    points: 2,
    spec: 'RFC 9112 §9.3',
    why: 'The backend takes what comes next for the body that it still waits for: another client’s request is swallowed.',
    hint: 'A connection goes back only when its answer has ended and its request has been sent whole.',
    lesson: MISTAKES,
    world: ONE_BACKEND,
    run: async lab => {
      const sentBytes = lab.random.integer(1, 20)
      const post = postOfHidden(lab, sentBytes)
      lab.answer(post, call => {
        call.send(call.answerBytes({ status: 413, reason: 'Content Too Large' }))
        call.done()
      })
      const client = await lab.client()
      client.send(post.head, post.framedBody.subarray(0, sentBytes))
      await Promise.race([client.received(1), lab.patience(300)])
      if (client.receivedBytes > 0) {
        await outcomeOf(client, post)
        for (let nth = 0; nth < 3; nth += 1) await lab.exchange()
        await goOn(lab, client, post, sentBytes)
      } else {
        client.send(post.framedBody.subarray(sentBytes))
        await outcomeOf(client, post)
      }
      await lab.exchange()
    },
  },
  {
    id: 'expect.refused-then-next',
    stage: 4,
    title:
      'When a backend refuses a request with Expect: 100-continue at its head, body and next request are still told apart.',
    points: 2,
    spec: 'RFC 9110 §10.1.1',
    why: 'The client may or may not send the body behind a refusal. Who guesses wrong reads a body as a request.',
    hint: 'Behind an answer to a request that has not come whole, close, or read exactly the body that was announced.',
    lesson: MISTAKES,
    world: ONE_BACKEND,
    run: async lab => {
      const post = postOfHidden(lab, 0, [['Expect', '100-continue']])
      lab.answer(post, call => {
        call.send(call.answerBytes({ status: 417, reason: 'Expectation Failed', body: 'no' }))
        call.done()
      })
      const client = await lab.client()
      client.sendBytes(post.head)
      const refusal = outcomeOf(client, post)
      refusal.catch(() => {})
      // 100 from the proxy itself and then the body, or the final answer: either may come first.
      await Promise.race([client.received(1), lab.patience(300)])
      const isDecided = await Promise.race([refusal.then(() => true), lab.patience(100).then(() => false)])
      if (isDecided) {
        await refusal
        await lab.exchange()
        await goOn(lab, client, post, 0)
      } else {
        client.sendBytes(post.framedBody)
        await refusal
      }
      await lab.exchange()
    },
  },
]
