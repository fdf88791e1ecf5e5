// Connections that are kept: many answers on one, and web servers that close theirs when they have had enough.
import type { Check } from '../../check.ts'
import { valuesOf } from '../../lab/response.ts'
import { mustEqual } from '../../verdict.ts'
import { crowd, mixedQuestions, mustEchoNonce } from './crowds.ts'
import { askDirectly, mustBeSame } from './direct.ts'
import { type Question, toBytes } from './question.ts'
import { Visitor } from './visitor.ts'

export const KEPT_CHECKS: readonly Check[] = [
  {
    id: 'site.pipelined-mix',
    stage: 4,
    title: 'Pipelined on one connection, GET, HEAD, 304, 206 and 404 each get their own answer, in order.',
    points: 2,
    spec: 'RFC 9112 §9.3.2, §6.3',
    why: 'A body where none belongs, or none where one does, shifts all answers behind it.',
    hint: 'Each answer in the queue remembers the method of its request.',
    lesson: 'stages/04-pipelining/README.md#five-mistakes-people-make-here',
    needs: ['site.mixed-crowd'],
    world: { scene: 'site' },
    run: async lab => {
      const nonces = Array.from({ length: 4 }, (): Question => ({ target: `/nonce/${lab.random.word()}` }))
      // The long one in front: all others are ready before it is their turn.
      const questions: Question[] = [
        { target: '/10m.bin' },
        ...lab.random.shuffle([...(await mixedQuestions(lab)), ...nonces]),
      ]
      const pages = await Promise.all(questions.map(question => askDirectly(lab, question)))
      const client = await lab.client()
      client.send(questions.map(toBytes).join(''))
      for (const [at, question] of questions.entries()) {
        const response = await client.response(question.method)
        const page = pages[at]
        if (page !== undefined) mustBeSame(response, page, question)
      }
    },
  },
  {
    id: 'site.keepalive-requests',
    capMs: 60_000,
    stage: 4,
    title:
      'A web server that closes its connections behind so many answers, as nginx does behind 1000, costs no client an answer.',
    points: 2,
    spec: 'RFC 9112 §9.6; nginx keepalive_requests',
    why: 'nginx does so by default: what fails here fails once in a thousand requests, for ever, and nobody finds out why.',
    hint: 'Look for Connection: close in what the backend answers: such a connection takes no further request.',
    lesson: 'stages/04-pipelining/README.md#experiments',
    needs: ['site.nonces'],
    world: { scene: 'site', backends: 1, keepaliveRequests: 60 },
    run: async lab => {
      const one = new Visitor(lab)
      // One at a time, so that they go over one connection until that is closed.
      for (let nth = 0; nth < lab.site.keepaliveRequests + 30; nth += 1) await mustEchoNonce(lab, one)
      // Now many at once, so that some stand behind the last one that is answered where connections are shared.
      await crowd(lab, 16, async visitor => {
        for (let nth = 0; nth < 25; nth += 1) await mustEchoNonce(lab, visitor)
      })
    },
  },
  {
    id: 'site.ids',
    stage: 6,
    title:
      'Every answer bears the id of its exchange once: pages, parts, 304, 404 and 405 alike, and none that a client chose.',
    points: 2,
    spec: 'CONTRACT, stage 6',
    why: 'Whoever looks for a failure looks for the id that the client was told; it is on the errors that it is needed.',
    hint: 'Add the id where the head for the client is made, in place of any that the backend sent. nginx sends it twice on some errors.',
    lesson: 'stages/06-request-id/README.md#experiments',
    needs: ['site.files', 'site.errors'],
    world: { scene: 'site' },
    byHand: 'curl -si -H "X-Request-ID: mine" http://127.0.0.1:{port}/no-such-page',
    run: async lab => {
      const chosen = lab.random.word(12)
      const questions: Question[] = [
        ...(await mixedQuestions(lab)),
        { method: 'POST', target: '/hello.txt', body: lab.random.word() },
        { target: '/1k.bin', fields: [['Range', 'bytes=5000-']] },
        { target: '/', fields: [['X-Request-ID', chosen]] },
        { target: `/${lab.random.word()}`, fields: [['X-Request-ID', chosen]] },
      ]
      const seen = new Set<string>()
      const visitor = new Visitor(lab)
      for (const question of questions) {
        const ids = valuesOf(await visitor.ask(question), 'x-request-id')
        const status = `${question.method ?? 'GET'} ${question.target}`
        mustEqual(ids.length, 1, `the number of ids on the answer to ${status}`)
        mustEqual(
          UUID.test(ids[0] ?? ''),
          true,
          `"the id of the answer to ${status} (${ids[0]}) is a UUID of version 4 or 7"`,
        )
        mustEqual(seen.has(ids[0] ?? ''), false, `"the id of the answer to ${status} (${ids[0]}) was used before"`)
        seen.add(ids[0] ?? '')
      }
    },
  },
]

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i
