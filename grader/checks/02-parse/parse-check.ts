// What the checks of stage 2 share: where they begin, what they need, and the plays that many of them make.
import type { Check } from '../../check.ts'
import type { Lab } from '../../lab/lab.ts'
import type { Mark } from '../../lab/mark.ts'
import { refusedOrLawful } from '../../lab/refusal.ts'
import type { Understood } from '../../lab/understood.ts'
import { must } from '../../verdict.ts'

export const LESSON = 'stages/02-parse/README.md'

type Shared = 'stage' | 'lesson' | 'needs'

/** Binds from stage 2, needs a plain request to be understood, and is taught under the common mistakes, unless it says otherwise. */
export function parseCheck(declared: Omit<Check, Shared> & Partial<Pick<Check, Shared>>): Check {
  const shared = { stage: 2, needs: ['parse.request'], lesson: `${LESSON}#five-mistakes-people-make-here` } as const
  return { ...shared, ...declared }
}

/** A request that must be refused, and what CONTRACT's table gives for it at stage 2. */
export interface Malformed {
  /** A noun phrase: `a request line without a target`. */
  readonly what: string
  /** Octets as latin1, with `mark` where a backend would find it. */
  readonly text: (mark: Mark) => string
  /** Default 400. */
  readonly statuses?: readonly number[]
  /** From stage 3 on it may also be understood, if one lawful message is made of it. */
  readonly mayBeMended?: true
  /** Of what it was then understood as, that which must not be: a sentence. */
  readonly misread?: (heard: Understood) => string | undefined
}

/** Throws unless all are refused: by whatever status refuses, or by a close. */
export async function mustRefuse(lab: Lab, all: readonly Malformed[]): Promise<void> {
  for (const { what, text, mayBeMended, misread } of all) {
    const mark = lab.mark()
    if (lab.stage === 2 || !mayBeMended) {
      await lab.refused(text(mark), [mark], what)
      continue
    }
    const { heard } = await refusedOrLawful(lab, { mark, method: 'GET', bytes: toBytes(text(mark)) }, what)
    if (heard === undefined) continue
    const reason = misread?.(heard)
    must(reason === undefined, {
      reason: `${what}: ${reason}`,
      expected: '400, or the line mended',
      actual: heard.fields.map(([name, value]) => `${name}: ${value}`).join('; '),
    })
    lab.warn(`${what} was mended and forwarded; refusing it is safer`)
  }
}

export function toBytes(text: string): Buffer {
  return Buffer.from(text, 'latin1')
}

/** A GET with these lines behind its Host. */
export function withLines(...lines: readonly string[]): (mark: Mark) => string {
  return mark => `GET /${mark} HTTP/1.1\r\nHost: lab.test\r\n${lines.map(line => `${line}\r\n`).join('')}\r\n`
}

/** A POST with these lines and this body. */
export function withBody(lines: readonly string[], body: string): (mark: Mark) => string {
  return mark => `POST /${mark} HTTP/1.1\r\nHost: lab.test\r\n${lines.map(line => `${line}\r\n`).join('')}\r\n${body}`
}
