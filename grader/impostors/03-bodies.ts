// Impostors of stage 3: forwarders that misread the bodies of requests.
import type { Impostor } from './impostor.ts'

export const BODY_IMPOSTORS: readonly Impostor[] = [
  {
    name: 'half-head-refused',
    stage: 3,
    sentence: 'takes what one read brings for a whole head',
    changes: [
      {
        file: 'stages/02-parse/request-reader.ts',
        find: 'if (text === undefined) {\n      this.#refuseEarly()',
        replace:
          "if (text === undefined) {\n      if (this.#buffer.length > 0) throw badRequest('half a request')\n      this.#refuseEarly()",
      },
    ],
    fails: [],
  },
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
    fails: [],
  },
  {
    name: 'half-size-line-refused',
    stage: 3,
    sentence: 'wants the size line of a chunk in one piece',
    changes: [
      {
        file: 'stages/02-parse/body.ts',
        find: 'const line = takeLimitedLine(buffer, CHUNK_LINE_LIMIT_BYTES)',
        replace:
          "const line = takeLimitedLine(buffer, CHUNK_LINE_LIMIT_BYTES)\n          if (line === undefined && buffer.length > 0) throw badRequest('half a line')",
      },
    ],
    fails: [],
  },
  {
    name: 'last-chunk-searched',
    stage: 3,
    sentence: 'looks for the last chunk in the data',
    changes: [
      {
        file: 'stages/02-parse/body.ts',
        find: "if (this.#left === 0) this.#at = 'data end'",
        replace:
          "const last = bytes.indexOf('\\r\\n0\\r\\n\\r\\n')\n          if (last !== -1) this.#at = 'done'\n          if (last !== -1) return bytes.subarray(0, last)\n          if (this.#left === 0) this.#at = 'data end'",
      },
    ],
    fails: [],
  },
  {
    name: 'no-extensions',
    stage: 3,
    sentence: 'reads chunk sizes without extensions only',
    changes: [
      {
        file: 'stages/02-parse/body.ts',
        find: 'const match = CHUNK_LINE.exec(line)',
        replace: 'const match = /^0*([0-9A-Fa-f]{1,12})$/.exec(line)',
      },
    ],
    fails: [],
  },
  {
    name: 'no-trailers',
    stage: 3,
    sentence: 'takes a trailer for an error',
    changes: [
      {
        file: 'stages/02-parse/body.ts',
        find: 'else checkFieldLine(line)',
        replace: "else throw badRequest('what is this line?')",
      },
    ],
    fails: [],
  },
  {
    name: 'no-empty-chunks',
    stage: 3,
    sentence: 'wants something before the last chunk',
    changes: [
      {
        file: 'stages/02-parse/body.ts',
        find: '  #trailerBytes = 0\n',
        replace: '  #trailerBytes = 0\n  #chunks = 0\n',
      },
      {
        file: 'stages/02-parse/body.ts',
        find: '    this.#roomBytes -= size\n',
        replace:
          "    this.#chunks += 1\n    if (size === 0 && this.#chunks === 1) throw badRequest('no body')\n    this.#roomBytes -= size\n",
      },
    ],
    fails: [],
  },
  {
    name: 'sizes-by-number-parser',
    stage: 3,
    sentence: 'leaves chunk sizes to the number parser',
    changes: [
      {
        file: 'stages/02-parse/body.ts',
        find: "    if (match === null) throw badRequest('a chunk does not begin with its size (RFC 9112 §7.1)')\n    const size = Number.parseInt(match[1] as string, 16)",
        replace:
          "    const size = Number(match === null ? Number.parseInt(line, 16) : Number.parseInt(match[1] as string, 16))\n    if (Number.isNaN(size)) throw badRequest('no size')",
      },
    ],
    fails: [],
  },
  {
    name: 'lengths-by-number-parser',
    stage: 3,
    sentence: 'leaves lengths to the number parser',
    changes: [
      {
        file: 'stages/02-parse/body.ts',
        find: 'if (!/^\\d+$/.test(value)) throw',
        replace: 'if (Number.isNaN(Number.parseInt(value, 10))) throw',
      },
      {
        file: 'stages/02-parse/body.ts',
        find: 'const bytes = Number(value)',
        replace: 'const bytes = Number.parseInt(value, 10)',
      },
    ],
    fails: [],
  },
  {
    name: 'chunks-ignored',
    stage: 3,
    sentence: 'takes a request in chunks for one without a body',
    changes: [
      {
        file: 'stages/02-parse/request-reader.ts',
        find: 'declaredFraming(fields, version) ?? NO_BODY',
        replace:
          "((found => (found?.type === 'chunked' ? NO_BODY : found))(declaredFraming(fields, version)) ?? NO_BODY)",
      },
    ],
    fails: [],
  },
  {
    name: 'half-request-ended',
    stage: 3,
    sentence: 'ends a request for the backend when the client ends',
    changes: [
      {
        file: 'stages/03-forward/one-request.ts',
        find: '    reader.finish()\n',
        replace: '    exchange?.sendEnd()\n',
      },
    ],
    fails: [],
  },
  {
    name: 'bodies-as-text',
    stage: 3,
    sentence: 'takes the bodies of requests for text',
    changes: [
      {
        file: 'stages/03-forward/exchange.ts',
        find: "if (this.request.framing.type !== 'chunked') return this.#send(bytes)",
        replace: "if (this.request.framing.type !== 'chunked') return this.#send(bytes.toString())",
      },
    ],
    fails: [],
  },
  {
    name: 'empty-length-refused',
    stage: 3,
    sentence: 'takes Content-Length: 0 for a mistake',
    changes: [
      {
        file: 'stages/02-parse/body.ts',
        find: 'return bytes === 0 ? NO_BODY :',
        replace: "if (bytes === 0) throw badRequest('no length')\n  return bytes === 0 ? NO_BODY :",
      },
    ],
    fails: [],
  },
  {
    name: 'chunks-without-limit',
    stage: 3,
    sentence: 'counts the limit of bodies against Content-Length only',
    changes: [
      {
        file: 'stages/02-parse/request-reader.ts',
        find: 'bodyReaderFor(head.framing, this.#limits.bodyBytes)',
        replace: 'bodyReaderFor(head.framing, 2 ** 40)',
      },
    ],
    fails: [],
  },
  {
    name: 'http10-without-bodies',
    stage: 3,
    sentence: 'thinks that HTTP/1.0 has no bodies of requests',
    changes: [
      {
        file: 'stages/02-parse/request-reader.ts',
        find: 'declaredFraming(fields, version) ?? NO_BODY',
        replace: "(version === '1.0' ? NO_BODY : declaredFraming(fields, version)) ?? NO_BODY",
      },
    ],
    fails: [],
  },
  {
    name: 'chunks-for-http10',
    stage: 3,
    sentence: 'sends chunks to clients of HTTP/1.0',
    changes: [
      {
        file: 'stages/03-forward/answer.ts',
        find: "this.#chunked = unknownLength && version === '1.1'",
        replace: 'this.#chunked = unknownLength',
      },
    ],
    fails: [],
  },
  {
    name: 'http10-kept-open',
    stage: 3,
    sentence: 'never closes a connection of HTTP/1.0',
    changes: [
      {
        file: 'stages/03-forward/one-request.ts',
        find: '    outlet.end()\n  }\n\n  // A client',
        replace: "    if (exchange?.request.version !== '1.0') outlet.end()\n  }\n\n  // A client",
      },
    ],
    fails: [],
  },
  {
    name: 'waits-for-the-body',
    stage: 3,
    sentence: 'never says 100, and waits for the body',
    changes: [
      {
        file: 'stages/03-forward/one-request.ts',
        find: 'if (expectsContinue(event.head) && reader.pendingBytes === 0) outlet.send(CONTINUE)',
        replace: "if (expectsContinue(event.head)) outlet.send('')",
      },
    ],
    fails: [],
  },
  {
    name: 'continue-to-everybody',
    stage: 3,
    sentence: 'says 100 to every client',
    changes: [
      {
        file: 'stages/03-forward/one-request.ts',
        find: 'if (expectsContinue(event.head) && reader.pendingBytes === 0) outlet',
        replace: 'if (!expectsContinue(event.head) || reader.pendingBytes === 0) outlet',
      },
    ],
    fails: [],
  },
  {
    name: 'expected-body-lost',
    stage: 3,
    sentence: 'loses the body of who expects 100',
    changes: [
      {
        file: 'stages/03-forward/one-request.ts',
        find: 'exchange?.sendData(event.bytes)',
        replace: 'if (exchange !== undefined && !expectsContinue(exchange.request)) exchange.sendData(event.bytes)',
      },
    ],
    fails: [],
  },
]
