// Impostors of stage 3: forwarders that misread requests and their bodies, and clients of HTTP/1.0.
import type { Impostor } from './impostor.ts'

export const REQUEST_BODY_IMPOSTORS: readonly Impostor[] = [
  {
    name: 'body-by-method',
    stage: 3,
    sentence: 'thinks that only POST, PUT and PATCH have bodies',
    changes: [
      {
        file: 'stages/02-parse/request-reader.ts',
        find: 'host: authority ?? host, version, fields, framing }',
        replace: "host: authority ?? host, version, fields, framing: method.startsWith('P') ? framing : NO_BODY }",
      },
    ],
    fails: ['request.any-method-with-body', 'target.trace-body'],
  },
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
    fails: [
      'parse.byte-by-byte',
      'parse.every-cut',
      'parse.neighbours',
      'parse.waits-for-the-end',
      'request.cut-points',
      'request.length',
    ],
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
    fails: [
      'chunked.request',
      'parse.body-limit',
      'parse.byte-by-byte',
      'parse.chunk-extensions',
      'parse.chunked',
      'parse.chunks-cut-short',
      'parse.chunks-huge',
      'parse.chunks-malformed',
      'parse.header-case',
      'parse.large-pieces',
      'parse.trailers',
    ],
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
    fails: ['chunked.cut', 'parse.chunks-cut-short', 'parse.length-cut-short', 'request.cut'],
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
    fails: [
      'isolation.crowd',
      'parse.body-limit',
      'parse.head-limit-not-body',
      'parse.large-pieces',
      'parse.lengths',
      'parse.neighbours',
      'request.big',
      'request.looks-like-http',
    ],
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
    fails: [
      'broken.endless-head',
      'broken.speaks-first',
      'parse.lengths',
      'request.empty',
      'response.empty',
      'site.uploads',
    ],
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
    fails: ['parse.body-limit', 'request.too-large'],
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
    fails: ['http10.post'],
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
    fails: ['http10.no-chunks'],
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
    fails: ['http10.get'],
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
    fails: ['expect.waits'],
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
    fails: ['interim.http10'],
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
    fails: ['expect.waits', 'expect.silent-backend', 'expect.at-once'],
  },
]
