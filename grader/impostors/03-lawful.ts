// Unlike the reference and yet right: forwarders that no check of stage 3 may fail.
import type { Impostor } from './impostor.ts'

export const LAWFUL_FORWARDERS: readonly Impostor[] = [
  {
    name: 'lawful-says-no-via',
    stage: 3,
    sentence: 'does not say Via, which a proxy of the course need not',
    lawful: true,
    changes: [
      {
        file: 'stages/03-forward/forwarding.ts',
        find: '\\r\\nVia: ${request.version} hopwise\\r\\n',
        replace: '\\r\\n',
      },
    ],
    fails: [],
  },
  {
    name: 'lawful-lower-case',
    stage: 3,
    sentence: 'writes all names in lower case, and adds Date and Server',
    lawful: true,
    changes: [
      {
        file: 'stages/03-forward/forwarding.ts',
        find: 'return `${text}${lines(added)}\\r\\n`\n}\n\nconst CHUNKED',
        replace:
          'return `${text}Date: ${new Date().toUTCString()}\\r\\nServer: lawful\\r\\n${lines(added)}\\r\\n`.replace(/^[^:\\r\\n]+(?=: )/gm, name => name.toLowerCase())\n}\n\nconst CHUNKED',
      },
      {
        file: 'stages/03-forward/forwarding.ts',
        find: 'hopwise\\r\\n${lines(added)}\\r\\n`',
        replace:
          'hopwise\\r\\n${lines(added)}\\r\\n`.replace(/^(?!.* HTTP)[^:\\r\\n]+(?=:)/gm, name => name.toLowerCase())',
      },
    ],
    fails: [],
  },
  {
    name: 'lawful-chunks-everything',
    stage: 3,
    sentence: 'frames every body of a response with chunks',
    lawful: true,
    changes: [
      {
        file: 'stages/03-forward/answer.ts',
        find: "const unknownLength = head.framing.type === 'chunked' ||",
        replace: "const unknownLength = head.framing.type === 'length' || head.framing.type === 'chunked' ||",
      },
      {
        file: 'stages/03-forward/forwarding.ts',
        find: 'endToEndLines(fields, status === 204 ?',
        replace: 'endToEndLines(fields, status === 204 || chunked ?',
      },
    ],
    fails: [],
  },
  {
    name: 'lawful-own-host',
    stage: 3,
    sentence: 'gives each backend its own address as Host',
    lawful: true,
    changes: [
      {
        file: 'stages/03-forward/forwarding.ts',
        find: 'Host: ${request.host ?? backendName}',
        replace: 'Host: ${backendName}',
      },
    ],
    fails: [],
  },
  {
    name: 'lawful-cuts-port-80',
    stage: 3,
    sentence: 'leaves the port out of Host where it is the one that http has by default',
    lawful: true,
    changes: [
      {
        file: 'stages/03-forward/forwarding.ts',
        find: 'Host: ${request.host ?? backendName}',
        replace: "Host: ${(request.host ?? backendName).replace(/:80$/, '')}",
      },
    ],
    fails: [],
  },
  {
    name: 'lawful-no-length-with-204',
    stage: 3,
    sentence: 'calls a 204 with a Content-Length nonsense, which no server may send',
    lawful: true,
    changes: [
      {
        file: 'stages/03-forward/response-reader.ts',
        find: 'const declared = declaredFraming(head.fields, head.version) // Steps',
        replace:
          "if (head.status === 204 && head.fields.has('content-length')) throw new HttpError(502, 'backend', 'a length with 204')\n  const declared = declaredFraming(head.fields, head.version) // Steps",
      },
    ],
    fails: [],
  },
  {
    name: 'lawful-whole-requests',
    stage: 3,
    sentence: 'dials when it has the whole request',
    lawful: true,
    changes: [
      {
        file: 'stages/03-forward/one-request.ts',
        find: '        exchange.start()\n',
        replace: '',
      },
      {
        file: 'stages/03-forward/one-request.ts',
        find: '        exchange?.sendEnd()\n        reading',
        replace: '        exchange?.start()\n        exchange?.sendEnd()\n        reading',
      },
    ],
    fails: [],
  },
  {
    name: 'lawful-whole-responses',
    stage: 3,
    sentence: 'passes a response on when it has all of it',
    lawful: true,
    changes: [
      {
        file: 'stages/03-forward/answer.ts',
        find: '  receiveData(bytes: Buffer): boolean {\n',
        replace: '  #passData(bytes: Buffer): boolean {\n',
      },
      {
        file: 'stages/03-forward/answer.ts',
        find: '  receiveEnd(): void {\n',
        replace: '  #passEnd(): void {\n',
      },
      {
        file: 'stages/03-forward/answer.ts',
        find: '  receiveHead(head: ResponseHead): void {\n',
        replace:
          '  #heldHead: ResponseHead | undefined\n  readonly #held: Buffer[] = []\n\n  receiveHead(head: ResponseHead): void {\n    this.#heldHead = head\n  }\n\n  receiveData(bytes: Buffer): boolean {\n    this.#held.push(bytes)\n    return true\n  }\n\n  receiveEnd(): void {\n    if (this.#heldHead) this.#passHead(this.#heldHead)\n    for (const bytes of this.#held) this.#passData(bytes)\n    this.#passEnd()\n  }\n\n  #passHead(head: ResponseHead): void {\n',
      },
    ],
    fails: [],
  },
  {
    name: 'lawful-closes-unsaid',
    stage: 3,
    sentence: 'closes where it could say 400',
    lawful: true,
    changes: [
      {
        file: 'stages/03-forward/one-request.ts',
        find: "      outlet.send(errorReply(error, { withoutBody: reader.method === 'HEAD' }))\n",
        replace: '',
      },
    ],
    fails: [],
  },
  {
    name: 'lawful-503',
    stage: 3,
    sentence: 'says 503 where no backend listens',
    lawful: true,
    changes: [
      {
        file: 'stages/03-forward/main.ts',
        find: 'exchange.failed({ error, unsent',
        replace: 'exchange.failed({ error: Object.assign(error, { status: 503 }), unsent',
      },
    ],
    fails: [],
  },
  {
    // Right in all that stage 3 adds, and not strict enough: its parser knows neither the conf's limits nor all that is refused.
    name: 'node-http',
    stage: 3,
    sentence: 'leaves HTTP to the server and the client of its runtime',
    program: ['node', 'grader/impostors/programs/node-http.ts', '{host}', '{port}', '{conf}'],
    fails: [
      'balance.unknown-strategy',
      'broken.transfer-coding',
      'errors.whole',
      'parse.codings-unknown',
      'parse.head-limit',
      'parse.host-missing',
      'parse.length-huge',
      'parse.no-request-line',
      'parse.other-versions',
      'parse.target-limit',
      'target.absolute-userinfo',
    ],
  },
]
