// Stage 2 alone: the statuses of CONTRACT's table. That something is refused at all is the matter of other checks.
import type { Check } from '../../check.ts'
import type { Lab } from '../../lab/lab.ts'
import { must } from '../../verdict.ts'
import { BAD_CHUNKS, mustNotComplete } from './bad-chunks.ts'
import {
  BAD_HOSTS,
  BAD_LENGTHS,
  BAD_NAMES,
  BARE_CR,
  BLANK_BEFORE_COLON,
  CONTROLS,
  FOLDED,
  HUGE_LENGTHS,
  NO_HOST,
  NO_METHOD,
  NO_REQUEST_LINE,
  NO_VERSION,
  NOT_CHUNKED,
  ODD_SPACES,
  OTHER_CONTROLS,
  OTHER_VERSIONS,
  TWO_LENGTHS,
  UNKNOWN_CODINGS,
} from './malformed.ts'
import { LESSON, type Malformed, parseCheck } from './parse-check.ts'

const shared = {
  until: 2,
  spec: 'CONTRACT, stage 2',
  why: 'A client that is told what was wrong can be mended; one that sees a closed connection tries the same again.',
  hint: 'Answer, with Connection: close, and close behind the answer; go on reading until the client has closed, or your answer may be lost.',
  lesson: `${LESSON}#experiments`,
} as const

export const STATUSES: readonly Check[] = [
  parseCheck({
    ...shared,
    id: 'parse.status-request-line',
    title: 'A malformed request line is answered with 400.',
    run: lab => mustTell(lab, [...NO_REQUEST_LINE, ...ODD_SPACES, ...NO_METHOD, ...NO_VERSION, ...BARE_CR]),
  }),
  parseCheck({
    ...shared,
    id: 'parse.status-version',
    title: 'A version that is well-formed and not spoken here is answered with 505.',
    run: lab => mustTell(lab, OTHER_VERSIONS),
  }),
  parseCheck({
    ...shared,
    id: 'parse.status-headers',
    title: 'Malformed headers are answered with 400.',
    run: lab => mustTell(lab, [...BAD_NAMES, ...BLANK_BEFORE_COLON, ...FOLDED, ...CONTROLS, ...OTHER_CONTROLS]),
  }),
  parseCheck({
    ...shared,
    id: 'parse.status-host',
    title: 'A missing, repeated or malformed Host is answered with 400.',
    run: lab => mustTell(lab, [...NO_HOST, ...BAD_HOSTS]),
  }),
  parseCheck({
    ...shared,
    id: 'parse.status-lengths',
    title:
      'A Content-Length that is no number, or two that differ, are answered with 400, one beyond counting with 400 or 413.',
    run: lab => mustTell(lab, [...BAD_LENGTHS, ...TWO_LENGTHS, ...HUGE_LENGTHS]),
  }),
  parseCheck({
    ...shared,
    id: 'parse.status-codings',
    title:
      'An unknown transfer coding is answered with 501, a malformed one with 400 or 501, a malformed chunk with 400.',
    run: async lab => {
      await mustTell(lab, [...UNKNOWN_CODINGS, ...NOT_CHUNKED])
      for (const bad of BAD_CHUNKS) mustBeOneOf(await mustNotComplete(lab, bad), [400], bad.what)
    },
  }),
]

async function mustTell(lab: Lab, all: readonly Malformed[]): Promise<void> {
  for (const { what, text, statuses = [400] } of all) {
    const mark = lab.mark()
    const response = await lab.refused(text(mark), [mark], what)
    mustBeOneOf(response?.status, statuses, what)
  }
}

function mustBeOneOf(status: number | undefined, statuses: readonly number[], what: string): void {
  must(status !== undefined && statuses.includes(status), {
    reason: `${what} got another answer than CONTRACT promises`,
    expected: statuses.join(' or '),
    actual: String(status ?? 'a close without an answer'),
  })
}
