// Impostors of stage 3: forwarders that misread responses.
import type { Impostor } from './impostor.ts'

export const RESPONSE_IMPOSTORS: readonly Impostor[] = [
  {
    name: 'half-response-refused',
    stage: 3,
    sentence: 'takes what one read brings for a whole head of a response',
    changes: [
      {
        file: 'stages/03-forward/response-reader.ts',
        find: 'if (text === undefined) {\n        this.#refuseEarly()',
        replace:
          "if (text === undefined) {\n        if (this.#buffer.length > 0) throw new HttpError(502, 'backend', 'half a response')\n        this.#refuseEarly()",
      },
    ],
    fails: ['response.length', 'response.cut-points'],
  },
  {
    name: 'reads-to-the-close',
    stage: 3,
    sentence: 'reads every body to the close',
    changes: [
      {
        file: 'stages/03-forward/response-reader.ts',
        find: 'return declared ?? UNTIL_CLOSE',
        replace: "return declared?.type === 'length' ? UNTIL_CLOSE : (declared ?? UNTIL_CLOSE)",
      },
    ],
    fails: ['forward.get', 'parse.request', 'site.files', 'target.connect'],
  },
  {
    name: 'chunked-answer-ignored',
    stage: 3,
    sentence: 'takes a response in chunks for one without a body',
    changes: [
      {
        file: 'stages/03-forward/response-reader.ts',
        find: 'return declared ?? UNTIL_CLOSE',
        replace: "return declared?.type === 'chunked' ? NO_BODY : (declared ?? UNTIL_CLOSE)",
      },
    ],
    fails: ['isolation.crowd', 'response.chunked', 'response.cut-points'],
  },
  {
    name: 'no-length-no-body',
    stage: 3,
    sentence: 'takes a response without framing for one without a body',
    changes: [
      {
        file: 'stages/03-forward/response-reader.ts',
        find: 'return declared ?? UNTIL_CLOSE',
        replace: 'return declared ?? NO_BODY',
      },
    ],
    fails: ['response.until-close'],
  },
  {
    name: 'forgets-behind-2-mib',
    stage: 3,
    sentence: 'passes on two MiB of a response and no more',
    changes: [
      {
        file: 'stages/03-forward/answer.ts',
        find: '    this.bodyBytes += bytes.length\n',
        replace: '    this.bodyBytes += bytes.length\n    if (this.bodyBytes > 2 ** 21) return true\n',
      },
    ],
    fails: ['response.big', 'site.files'],
  },
  {
    name: 'head-has-a-body',
    stage: 3,
    sentence: 'waits for the body of an answer to HEAD',
    changes: [
      {
        file: 'stages/03-forward/response-reader.ts',
        find: "if (method === 'HEAD' || head.status",
        replace: 'if (head.status',
      },
    ],
    fails: ['response.head'],
  },
  {
    name: 'no-content-has-a-body',
    stage: 3,
    sentence: 'waits for the body of a 204 or 304',
    changes: [
      {
        file: 'stages/03-forward/response-reader.ts',
        find: ' || head.status === 204 || head.status === 304) return NO_BODY',
        replace: ') return NO_BODY',
      },
    ],
    fails: ['response.no-content'],
  },
  {
    name: 'zero-is-no-length',
    stage: 3,
    sentence: 'takes Content-Length: 0 for no length',
    changes: [
      {
        file: 'stages/03-forward/response-reader.ts',
        find: 'return declared ?? UNTIL_CLOSE',
        replace: 'return declared === NO_BODY ? UNTIL_CLOSE : (declared ?? UNTIL_CLOSE)',
      },
    ],
    fails: ['response.empty'],
  },
  {
    name: 'interim-is-the-answer',
    stage: 3,
    sentence: 'takes 100 and 103 for the answer',
    changes: [
      {
        file: 'stages/03-forward/response-reader.ts',
        find: 'return status < 200\n',
        replace: 'return false\n',
      },
    ],
    fails: ['interim.not-the-answer'],
  },
  {
    name: 'inner-blanks-of-answers',
    stage: 3,
    sentence: 'makes one space of several blanks inside a value of a response',
    changes: [
      {
        file: 'stages/03-forward/forwarding.ts',
        find: 'text += endToEndLines(fields, status === 204 ? NOT_IN_204 : HOP_BY_HOP, added)',
        replace:
          "text += endToEndLines(fields, status === 204 ? NOT_IN_204 : HOP_BY_HOP, added).replace(/([^:]) {2,}/g, '$1 ')",
      },
    ],
    fails: ['forward.response-fields'],
  },
  {
    name: 'small-answer-heads',
    stage: 3,
    sentence: 'refuses responses whose heads have more than 2.5 KiB',
    changes: [
      {
        file: 'stages/03-forward/response-reader.ts',
        find: 'const HEAD_BYTES = 64 * 1024',
        replace: 'const HEAD_BYTES = 2560',
      },
    ],
    fails: ['forward.long-response-field'],
  },
  {
    name: 'processing-is-the-answer',
    stage: 3,
    sentence: 'takes a 102 for the answer',
    changes: [
      {
        file: 'stages/03-forward/response-reader.ts',
        find: 'return status < 200\n',
        replace: 'return status < 200 && status !== 102\n',
      },
    ],
    fails: ['interim.not-the-answer'],
  },
  {
    name: 'equal-lengths-handed-on',
    stage: 3,
    sentence: 'hands a response on with two equal lengths',
    changes: [
      {
        file: 'stages/03-forward/response-reader.ts',
        find: 'const declared = declaredFraming(head.fields, head.version)',
        replace:
          "const lengths = head.fields.valuesOf('content-length')\n  const isTwice = lengths.length > 1 && new Set(lengths).size === 1 && /^\\d+$/.test(lengths[0] ?? '')\n  const declared: Framing | undefined = isTwice ? { type: 'length', bytes: Number(lengths[0]) } : declaredFraming(head.fields, head.version)",
      },
    ],
    fails: ['broken.lengths'],
  },
]
