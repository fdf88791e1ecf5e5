// Many clients at once: each gets its own answer, whatever the others ask for.
import type { Check } from '../../check.ts'
import type { Lab } from '../../lab/lab.ts'
import { must } from '../../verdict.ts'
import { askDirectly, mustBeSame } from './direct.ts'
import { FILES, type Question } from './question.ts'
import { Visitor } from './visitor.ts'

const WORLD = { scene: 'site' } as const

export const CROWD_CHECKS: readonly Check[] = [
  {
    id: 'site.nonces',
    stage: 3,
    title: 'Of 500 requests that 20 clients send at once each gets its own answer.',
    points: 2,
    spec: 'CONTRACT, stage 3',
    why: "The worst that a proxy can do is to show one person another person's page.",
    hint: 'Whatever belongs to one exchange lives in that exchange: no variable of the whole program says whose turn it is.',
    lesson: 'stages/03-forward/README.md#experiments',
    needs: ['site.files'],
    world: WORLD,
    byHand: 'for i in $(seq 50); do curl -s http://127.0.0.1:{port}/nonce/$i & done; wait',
    run: async lab => {
      await crowd(lab, 20, async visitor => {
        for (let nth = 0; nth < 25; nth += 1) await mustEchoNonce(lab, visitor)
      })
    },
  },
  {
    id: 'site.mixed-crowd',
    stage: 3,
    title: 'Files, parts of files, HEAD, 304 and 404, asked for by 12 clients at once, are not mixed up.',
    points: 2,
    spec: 'RFC 9112 §6.3',
    why: 'Side by side stand answers with and without a body: who takes one for the other gives all that follow to the wrong client.',
    hint: 'Where an answer ends depends on the method of its own request: keep the two together.',
    lesson: 'stages/03-forward/README.md#five-mistakes-people-make-here',
    needs: ['site.nonces'],
    world: WORLD,
    run: async lab => {
      const questions = await mixedQuestions(lab)
      const pages = await Promise.all(questions.map(async question => askDirectly(lab, question)))
      await crowd(lab, 12, async visitor => {
        for (const at of lab.random.shuffle([...questions.keys()])) {
          const [question, page] = [questions[at], pages[at]]
          if (question !== undefined && page !== undefined) mustBeSame(await visitor.ask(question), page, question)
          await mustEchoNonce(lab, visitor)
        }
      })
    },
  },
]

/** One of each kind of answer, at random; bodies of up to 1 MiB. */
export async function mixedQuestions(lab: Lab): Promise<Question[]> {
  const [small, large] = [lab.random.pick(FILES.slice(0, 2)), lab.random.pick(FILES.slice(2, 4))]
  const { fields } = await askDirectly(lab, { method: 'HEAD', target: large })
  const first = lab.random.integer(0, 40_000)
  return lab.random.shuffle<Question>([
    { target: small },
    { target: large },
    { method: 'HEAD', target: lab.random.pick(FILES) },
    { method: 'HEAD', target: `/${lab.random.word()}` },
    { target: large, fields: [['If-None-Match', fields.get('etag')?.[0] ?? '*']] },
    { target: large, fields: [['Range', `bytes=${first}-${first + lab.random.integer(0, 20_000)}`]] },
    { target: `/${lab.random.word()}` },
  ])
}

/** Asks for a page that says what was asked for. Throws a Failure where it says anything else. */
export async function mustEchoNonce(lab: Lab, visitor: Visitor): Promise<void> {
  const target = `/nonce/${lab.random.word(12)}?${lab.random.word(3)}=${lab.random.word()}`
  const response = await visitor.ask({ target })
  must(response.status === 200 && response.body.toString('latin1') === `${target}\n`, () => ({
    reason: `GET ${target} did not get its own answer`,
    expected: `200 and the body ${target}`,
    actual: `${response.status} ${response.reason}: ${response.body.toString('latin1', 0, 200)}`,
  }))
}

/** So many clients at once, each doing `visit`. Resolves when all are done; rejects with the first Failure. */
export async function crowd(lab: Lab, clients: number, visit: (visitor: Visitor) => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: clients }, () => visit(new Visitor(lab))))
}
