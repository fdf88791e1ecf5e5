// Backends that fail in the middle of a body: what the client has of it must not look whole (RFC 9112 §8).
import type { Check } from '../../check.ts'
import type { Answer } from '../../lab/answer.ts'
import type { Lab } from '../../lab/lab.ts'
import { LESSON } from './lesson.ts'
import { mustLookCut } from './outcomes.ts'
import { type Afterwards, type Spoil, spoilt } from './raw-answer.ts'
import { FRAGILE } from './worlds.ts'

const WHY = 'A download that is cut and looks whole is kept, and found broken when it is too late.'

export const CUT_ANSWER_CHECKS: readonly Check[] = [
  {
    id: 'cut.length',
    stage: 3,
    title: 'A body that ends before its Content-Length does not look whole to the client.',
    needs: ['response.length'],
    points: 2,
    spec: 'RFC 9112 §8',
    why: WHY,
    hint: 'When the backend ends too early and the head has gone out, break the client’s connection. Never set the length to what came.',
    lesson: LESSON.MISTAKES,
    world: FRAGILE,
    run: async lab => {
      const body = lab.random.text(1000)
      for (const missing of [1, 600, 1000]) {
        await mustBeCut(lab, { body }, answer => answer.slice(0, -missing), 'finish', `${missing} octets of a body`)
        await mustBeCut(lab, { body }, answer => answer.slice(0, -missing), 'reset', `${missing} octets of a body`)
      }
    },
  },
  {
    id: 'cut.chunked',
    stage: 3,
    title: 'A chunked body that ends before its last chunk does not look whole to the client.',
    needs: ['response.chunked'],
    points: 2,
    spec: 'RFC 9112 §8',
    why: WHY,
    hint: 'Send the last chunk when the backend’s last chunk has come, not when its connection ends.',
    lesson: LESSON.MISTAKES,
    world: FRAGILE,
    run: async lab => {
      const answer: Answer = { body: lab.random.text(300), framing: 'chunked', chunks: [100] }
      for (const missing of [2, 5, 7, 50])
        for (const afterwards of ['finish', 'reset'] as const)
          await mustBeCut(lab, answer, text => text.slice(0, -missing), afterwards, 'the end of a chunked body')
    },
  },
  {
    id: 'cut.bad-chunk',
    stage: 3,
    title: 'A malformed chunk in the middle of a body ends it visibly, and no error text gets into it.',
    needs: ['response.chunked'],
    points: 2,
    spec: 'RFC 9112 §7.1, §8',
    why: WHY,
    hint: 'Once the head has gone out there is no way to say 502: an error page in the middle of a body is part of it.',
    lesson: LESSON.MISTAKES,
    world: FRAGILE,
    run: async lab => {
      const body = lab.random.text(90).replaceAll('\n', ' ')
      const spoilers: readonly Spoil[] = [
        text => text.replace('\r\n1e\r\n', '\r\nxyz\r\n'),
        text => text.replace('\r\n1e\r\n', '\r\n0x1e\r\n'),
        text => text.replace('\r\n1e\r\n', '\r\n1eg\r\n'),
        text => text.replace('\r\n1e\r\n', '\r\n1c\r\n'),
        // The line end behind the second chunk is none.
        text => text.replace(/(\r\n1e\r\n.{30})\r\n/, '$1XX'),
      ]
      for (const spoil of spoilers)
        await mustBeCut(lab, { body, framing: 'chunked', chunks: [20, 30] }, spoil, 'keep open', 'a malformed chunk')
    },
  },
  {
    id: 'cut.http10',
    stage: 3,
    // nginx ends it by FIN.
    level: 'should',
    title: 'A chunked body that breaks off does not look whole to a client of HTTP/1.0, which gets it without chunks.',
    needs: ['http10.no-chunks', 'cut.chunked'],
    spec: 'CONTRACT, stage 3; RFC 9112 §8',
    why: WHY,
    hint: 'Where only the close ends a body, a FIN says that it is whole: break off by a reset.',
    lesson: LESSON.MISTAKES,
    world: FRAGILE,
    run: async lab => {
      const answer: Answer = { body: lab.random.text(300), framing: 'chunked', chunks: [100] }
      for (const afterwards of ['finish', 'reset'] as const)
        await mustBeCut(lab, answer, text => text.slice(0, -50), afterwards, 'a chunked body', 'HTTP/1.0')
    },
  },
  {
    id: 'cut.reset-until-close',
    stage: 3,
    level: 'should',
    title: 'A body that lasts until the close and ends by a reset does not look whole.',
    needs: ['response.until-close'],
    spec: 'RFC 9112 §8',
    why: WHY,
    hint: 'FIN ends such a body, a reset breaks it: they are different events.',
    lesson: LESSON.MISTAKES,
    world: FRAGILE,
    run: lab =>
      mustBeCut(lab, { body: lab.random.text(300), framing: 'until close' }, text => text, 'reset', 'a reset body'),
  },
]

async function mustBeCut(
  lab: Lab,
  answer: Answer,
  spoil: Spoil,
  afterwards: Afterwards,
  what: string,
  version = 'HTTP/1.1',
): Promise<void> {
  const request = lab.request({ version })
  lab.answer(request, spoilt(answer, spoil, afterwards))
  const client = await lab.client()
  client.send(request)
  await mustLookCut(lab, client, 'GET', `${what} (the backend ${afterwards === 'reset' ? 'resets' : 'ends'})`)
  client.close()
}
