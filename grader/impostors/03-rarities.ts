// Impostors of stage 3 that fail only at what is lawful and rare, or rare and wrong.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is another file's text
import type { Impostor } from './impostor.ts'

export const RARITY_IMPOSTORS: readonly Impostor[] = [
  {
    name: 'requests-split-at-cr',
    stage: 3,
    sentence: 'takes a CR in a field of a request for the end of a line',
    changes: [
      {
        file: 'stages/02-parse/request-reader.ts',
        find: 'this.#sectionOf(text.slice(lineEnd + 2, -2), version)',
        replace: "this.#sectionOf(text.slice(lineEnd + 2, -2).replace(/\\r(?!\\n)/g, '\\r\\n'), version)",
      },
    ],
    fails: ['parse.bare-cr'],
  },
  {
    name: 'answers-split-at-cr',
    stage: 3,
    sentence: 'takes a CR in a field of an answer for the end of a line',
    changes: [
      {
        file: 'stages/03-forward/response-reader.ts',
        find: 'this.#lastSection.read(text.slice(lineEnd + 2, -2))',
        replace: "this.#lastSection.read(text.slice(lineEnd + 2, -2).replace(/\\r(?!\\n)/g, '\\r\\n'))",
      },
    ],
    fails: ['broken.field-lines'],
  },
  {
    name: 'one-trailer-only',
    stage: 3,
    sentence: 'takes a second trailer for a mistake',
    changes: [
      {
        file: 'stages/02-parse/body.ts',
        find: "if (line === '') this.#at = 'done'",
        replace:
          "if (line === '') this.#at = 'done'\n    else if (this.#trailerBytes > line.length) throw badRequest('one trailer')",
      },
    ],
    fails: ['parse.trailers', 'chunked.trailers'],
  },
  {
    name: 'empty-fields-forgotten',
    stage: 3,
    sentence: 'sends no backend a field with an empty value',
    changes: [
      {
        file: 'stages/03-forward/forwarding.ts',
        find: 'text += endToEndLines(request.fields, NOT_TO_BACKEND, added)',
        replace:
          "text += endToEndLines(request.fields, NOT_TO_BACKEND, added).replace(/^[^:\\n]+:[ \\t]*\\r\\n/gm, '')",
      },
    ],
    fails: ['forward.request-fields'],
  },
  {
    name: 'empty-answer-fields-forgotten',
    stage: 3,
    sentence: 'sends no client a field with an empty value',
    changes: [
      {
        file: 'stages/03-forward/forwarding.ts',
        find: 'text += endToEndLines(fields, status === 204 ? NOT_IN_204 : HOP_BY_HOP, added)',
        replace:
          "text += endToEndLines(fields, status === 204 ? NOT_IN_204 : HOP_BY_HOP, added).replace(/^[^:\\n]+:[ \\t]*\\r\\n/gm, '')",
      },
    ],
    fails: ['forward.response-fields'],
  },
  {
    name: 'not-modified-has-chunks',
    stage: 3,
    sentence: 'waits for chunks behind a 304 that tells of them',
    changes: [
      {
        file: 'stages/03-forward/response-reader.ts',
        find: '|| head.status === 304) return NO_BODY',
        replace: "|| (head.status === 304 && declared?.type !== 'chunked')) return NO_BODY",
      },
    ],
    fails: ['response.no-content'],
  },
  {
    name: 'userinfo-in-host',
    stage: 3,
    sentence: 'gives backends the name and the password of an absolute target as part of Host',
    changes: [
      {
        file: 'stages/02-parse/request-reader.ts',
        find: 'if (authority === undefined || !HOST.test(authority))',
        replace: "if (authority === undefined || !HOST.test(authority.replace(/^.*@/, '')))",
      },
    ],
    fails: ['target.absolute-userinfo'],
  },
  {
    name: 'absolute-by-name-only',
    stage: 3,
    sentence: 'knows absolute targets with a name, and none with an address in brackets',
    changes: [
      {
        file: 'stages/02-parse/grammar.ts',
        find: '([^/?:][^/?]*)([/?].*)?$/i',
        replace: '([^/?:[][^/?]*)([/?].*)?$/i',
      },
    ],
    fails: ['target.absolute'],
  },
  {
    name: 'empty-query-lost',
    stage: 3,
    sentence: 'cuts off a question mark with nothing behind it',
    changes: [
      {
        file: 'stages/03-forward/forwarding.ts',
        find: 'let text = `${request.method} ${request.path} HTTP',
        replace: "let text = `${request.method} ${request.path.replace(/\\?$/, '')} HTTP",
      },
    ],
    fails: ['forward.target'],
  },
  {
    name: 'body-lost-with-a-refusal',
    stage: 3,
    sentence: 'asks the next backend without the body that was meant for the one that refused',
    changes: [
      {
        file: 'stages/03-forward/exchange.ts',
        find: '    this.#carriage = undefined\n    const backend = this.#leaveBackend()',
        replace: '    this.#carriage = undefined\n    this.#held = undefined\n    const backend = this.#leaveBackend()',
      },
    ],
    fails: ['failover.two-refuse'],
  },
  {
    name: 'two-attempts',
    stage: 3,
    sentence: 'gives up behind the second backend that refuses',
    changes: [
      {
        file: 'stages/03-forward/exchange.ts',
        find: 'if (!this.#mayTryAgain(failure)) return',
        replace: 'if (!this.#mayTryAgain(failure) || this.#attempts > 1) return',
      },
    ],
    fails: ['failover.two-refuse'],
  },
  {
    name: 'answer-sizes-by-number-parser',
    stage: 3,
    sentence: 'leaves the chunk sizes of answers to the number parser',
    changes: [
      {
        file: 'stages/02-parse/body.ts',
        find: 'const match = CHUNK_LINE.exec(line)',
        replace:
          'const match = this.#roomBytes === Number.POSITIVE_INFINITY ? /^([0-9a-f]+)/i.exec(line) : CHUNK_LINE.exec(line)',
      },
    ],
    fails: ['cut.bad-chunk'],
  },
  {
    name: 'chunk-ends-unseen',
    stage: 3,
    sentence: 'skips two octets behind each chunk of an answer, whatever they are',
    changes: [
      {
        file: 'stages/02-parse/body.ts',
        find: "if (lineEnd === 'not there') throw",
        replace:
          "if (lineEnd === 'not there' && this.#roomBytes === Number.POSITIVE_INFINITY) {\n            if (buffer.length < 2) return undefined\n            buffer.takeUpTo(2)\n          } else if (lineEnd === 'not there') throw",
      },
    ],
    fails: ['cut.bad-chunk'],
  },
  {
    name: 'count-leaks-at-bad-chunks',
    stage: 3,
    sentence: 'goes on counting exchanges whose client has sent a malformed chunk',
    changes: [
      {
        file: 'stages/03-forward/exchange.ts',
        find: '    this.abandon()\n    this.#recipient.fail(error)',
        replace: '    this.#ended = true\n    this.#carriage?.abandon(this)\n    this.#recipient.fail(error)',
      },
    ],
    fails: ['balance.least-connections-ends'],
  },
]
