// Stage 3: one request, one backend, one answer.
import type { Check } from '../check.ts'
import { mustEqual } from '../verdict.ts'

const LESSON = 'stages/03-forward/README.md'

export const CHECKS_03: readonly Check[] = [
  {
    id: 'forward.get',
    stage: 3,
    title: 'A GET reaches a backend with its method and target, and the answer of that backend comes back.',
    spec: 'CONTRACT, stage 3',
    why: 'This is what a proxy is for.',
    hint: 'Dial a backend of the conf, send it the request, and send what it answers to the client.',
    lesson: LESSON,
    byHand: 'curl -v http://127.0.0.1:{port}/hello.txt',
    run: async lab => {
      const body = lab.random.text(lab.random.integer(10, 400))
      const request = lab.request({
        path: `/${lab.random.word()}`,
        query: `${lab.random.word(3)}=${lab.random.word()}`,
      })
      lab.answer(request, call => call.respond({ body }))
      const { call, response } = await lab.exchange(request)
      mustEqual(call.method, 'GET', 'the method that the backend got')
      mustEqual(call.target, request.target, 'the target that the backend got')
      mustEqual(response.status, 200, 'the status')
      mustEqual(response.body.toString('latin1'), body, 'the body')
    },
  },
]
