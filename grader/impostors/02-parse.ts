// Impostors of stage 2: parsers that read too little, too much, or nothing at all.
import type { Impostor } from './impostor.ts'

export const PARSE_IMPOSTORS: readonly Impostor[] = [
  {
    name: 'one-read-one-request',
    stage: 2,
    sentence: 'takes what one read brings for a whole request',
    changes: [
      {
        file: 'stages/02-parse/request-reader.ts',
        find: 'if (text === undefined) {\n      this.#refuseEarly()',
        replace: "if (text === undefined) {\n      if (this.#buffer.length > 0) throw badRequest('half a request')",
      },
    ],
    fails: [],
  },
  {
    name: 'same-account-for-all',
    stage: 2,
    sentence: 'gives every client the same account and reads nothing',
    program: ['node', 'grader/impostors/programs/same-account.ts', '{host}', '{port}'],
    fails: [],
  },
]
