// Stage 1: every byte that a client sends comes back to it.
import type { Check } from '../check.ts'
import { must } from '../verdict.ts'

const LESSON = 'stages/01-echo/README.md'

export const CHECKS_01: readonly Check[] = [
  {
    id: 'echo.word',
    stage: 1,
    until: 1,
    title: 'What a client sends comes back to it.',
    spec: 'CONTRACT, stage 1',
    why: 'Everything else in this course is built on moving bytes from one end to the other unchanged.',
    hint: 'Write each chunk that arrives to the socket that it came from.',
    lesson: LESSON,
    byHand: 'printf hello | nc -N 127.0.0.1 {port}',
    run: async lab => {
      const client = await lab.client()
      const word = lab.random.text(40)
      client.send(word)
      const echoed = await client.bytes(word.length)
      must(echoed.toString('latin1') === word, () => ({
        reason: 'other bytes came back than were sent',
        expected: word,
        actual: echoed.toString('latin1'),
      }))
    },
  },
]
