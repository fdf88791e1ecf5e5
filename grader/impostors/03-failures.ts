// Impostors of stage 3: forwarders that fail badly, balance badly, or mix clients up.
import type { Impostor } from './impostor.ts'

export const FAILURE_IMPOSTORS: readonly Impostor[] = [
  {
    name: 'dies-of-nonsense',
    stage: 3,
    sentence: 'dies of a status line that is none',
    changes: [
      {
        file: 'stages/03-forward/response-reader.ts',
        find: "throw new HttpError(502, 'backend', 'the response does not begin with a status line')",
        replace: "throw new TypeError('no status line')",
      },
    ],
    fails: [],
  },
  {
    name: 'blames-the-client',
    stage: 3,
    sentence: 'answers 400 for what the backend did wrong',
    changes: [
      {
        file: 'stages/03-forward/response-reader.ts',
        find: "if (error.blame !== 'client') return error\n",
        replace: 'if (error.status > 0) return error\n',
      },
    ],
    fails: [],
  },
  {
    name: 'heads-ended-by-fin',
    stage: 3,
    sentence: 'takes the end of a connection for the end of a response',
    changes: [
      {
        file: 'stages/03-forward/response-reader.ts',
        find: "if (!this.#untilClose) throw new HttpError(502, 'backend', 'the backend closed in the middle of a response')",
        replace: 'if (!this.#untilClose) return END',
      },
    ],
    fails: [],
  },
  {
    name: 'cut-body-mended',
    stage: 3,
    sentence: 'ends a cut body as if it were whole',
    changes: [
      {
        file: 'stages/03-forward/response-reader.ts',
        find: "if (!this.#untilClose) throw new HttpError(502, 'backend', 'the backend closed in the middle of a response')",
        replace: "if (this.#body === undefined) throw new HttpError(502, 'backend', 'half a head')",
      },
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
    name: 'error-in-the-body',
    stage: 3,
    sentence: 'writes its error page into a body that has begun',
    changes: [
      {
        file: 'stages/03-forward/answer.ts',
        find: 'this.#outlet.cut(this.#untilClose)\n',
        replace: 'this.#outlet.send(errorReply(error))\n      this.#host.answered(false)\n',
      },
    ],
    fails: [],
  },
  {
    name: 'close-tells-nobody',
    stage: 3,
    sentence: 'tells nobody that a backend has closed',
    changes: [
      {
        file: 'stages/03-forward/backend-connection.ts',
        find: '    if (event !== undefined) this.#pass(event)\n    this.close()',
        replace: '    if (event !== undefined) this.#pass(event)\n    if (event !== undefined) this.close()',
      },
      {
        file: 'stages/03-forward/backend-connection.ts',
        find: "this.#socket.on('close', () => this.close())",
        replace: "this.#socket.on('close', () => {})",
      },
    ],
    fails: [],
  },
  {
    name: 'endless-heads-read',
    stage: 3,
    sentence: 'reads heads of backends without a limit',
    changes: [
      {
        file: 'stages/03-forward/main.ts',
        find: 'headBytes: limits.headBytes',
        replace: 'headBytes: 2 ** 40',
      },
    ],
    fails: [],
  },
  {
    name: 'no-failover',
    stage: 3,
    sentence: 'gives up after the first refused dial',
    changes: [
      {
        file: 'stages/03-forward/main.ts',
        find: 'unsent: true',
        replace: 'unsent: false',
      },
    ],
    fails: [],
  },
  {
    name: 'dies-of-refusal',
    stage: 3,
    sentence: 'dies of a backend that refuses or resets',
    changes: [
      {
        file: 'stages/03-forward/backend-connection.ts',
        find: "    this.#socket.on('error', error => this.#end(this.#error(502, error.message)))\n",
        replace: '',
      },
    ],
    fails: [],
  },
  {
    name: 'error-length-too-large',
    stage: 3,
    sentence: 'tells of more octets of its errors than it sends',
    changes: [
      {
        file: 'stages/02-parse/message-writer.ts',
        find: 'String(body.length)',
        replace: 'String(body.length + 9)',
      },
    ],
    fails: [],
  },
  {
    name: 'error-body-to-head',
    stage: 3,
    sentence: 'answers HEAD with the body of its error page',
    changes: [
      {
        file: 'stages/03-forward/answer.ts',
        find: "const withoutBody = this.#request.method === 'HEAD'",
        replace: 'const withoutBody = false',
      },
    ],
    fails: [],
  },
  {
    name: 'waits-for-ever',
    stage: 3,
    sentence: 'waits for late backends for ever',
    changes: [
      {
        file: 'stages/03-forward/backend-connection.ts',
        find: '    this.#responseTimer = undefined\n',
        replace: '    this.#responseTimer = undefined\n    if (this.#awaiting.size < 9) return\n',
      },
    ],
    fails: [],
  },
  {
    name: 'stalled-body-waited-for',
    stage: 3,
    sentence: 'stops its timer at the head of the response',
    changes: [
      {
        file: 'stages/03-forward/backend-connection.ts',
        find: 'if (this.#awaiting.size === 0) return\n    // It',
        replace: 'if (this.#awaiting.size === 0 || this.#speaking !== undefined) return\n    // It',
      },
    ],
    fails: [],
  },
  {
    name: 'timer-not-wound-up',
    stage: 3,
    sentence: 'gives a whole response the time of one piece',
    changes: [
      {
        file: 'stages/03-forward/backend-connection.ts',
        find: '} else this.#responseTimer.refresh()',
        replace: '}',
      },
    ],
    fails: [],
  },
  {
    name: 'last-backend-forgotten',
    stage: 3,
    sentence: 'counts its turns to one less than there are',
    changes: [
      {
        file: 'stages/03-forward/balancer.ts',
        find: '% orders.length',
        replace: '% (orders.length - 1)',
      },
    ],
    fails: [],
  },
  {
    name: 'least-connections-ignored',
    stage: 3,
    sentence: 'takes turns whatever the conf says',
    changes: [
      {
        file: 'stages/03-forward/balancer.ts',
        find: 'return leastConnections(backends)',
        replace: 'return roundRobin(backends)',
      },
    ],
    fails: [],
  },
  {
    name: 'count-leaks',
    stage: 3,
    sentence: 'goes on counting exchanges whose client has gone',
    changes: [
      {
        file: 'stages/03-forward/exchange.ts',
        find: '    this.#leaveBackend()\n    this.#ended = true\n    this.#carriage?.abandon',
        replace: '    this.#ended = true\n    this.#carriage?.abandon',
      },
    ],
    fails: [],
  },
  {
    name: 'six-at-once',
    stage: 3,
    sentence: 'turns away who comes while six exchanges are open',
    changes: [
      {
        file: 'stages/03-forward/exchange.ts',
        find: 'export class Exchange implements',
        replace: 'let open = 0\n\nexport class Exchange implements',
      },
      {
        file: 'stages/03-forward/exchange.ts',
        find: '    backend.openExchanges += 1\n',
        replace:
          "    backend.openExchanges += 1\n    open += 1\n    if (open > 6) return this.fail(new HttpError(503, 'proxy', 'too many'))\n",
      },
      {
        file: 'stages/03-forward/exchange.ts',
        find: '    backend.openExchanges -= 1\n',
        replace: '    backend.openExchanges -= 1\n    open -= 1\n',
      },
    ],
    fails: [],
  },
  {
    name: 'answers-remembered',
    stage: 3,
    sentence: 'gives the answer to a target to all who ask for it',
    changes: [
      {
        file: 'stages/03-forward/one-request.ts',
        find: '/** Serves the first',
        replace: 'const KNOWN = new Map<string, (string | Buffer)[]>()\n\n/** Serves the first',
      },
      {
        file: 'stages/03-forward/one-request.ts',
        find: '        const answer = new Answer(',
        replace:
          "        const known = KNOWN.get(event.head.method + event.head.path)\n        if (known !== undefined) {\n          for (const piece of known) outlet.send(piece)\n          return answered()\n        }\n        const pieces: (string | Buffer)[] = []\n        const send = outlet.send.bind(outlet)\n        outlet.send = piece => {\n          if (event.head.method === 'GET') KNOWN.set(event.head.method + event.head.path, pieces)\n          pieces.push(piece)\n          return send(piece)\n        }\n        const answer = new Answer(",
      },
    ],
    fails: [],
  },
  {
    name: 'dies-of-a-bad-line',
    stage: 3,
    sentence: 'dies of a request line that is none',
    changes: [
      {
        file: 'stages/02-parse/grammar.ts',
        find: "if (match === null) throw badRequest('the first line",
        replace: "if (match === null) throw new TypeError('the first line",
      },
    ],
    fails: [],
  },
  {
    name: 'dies-of-a-reset',
    stage: 3,
    sentence: 'dies when a client resets its connection',
    changes: [
      {
        file: 'stages/03-forward/one-request.ts',
        find: "  socket.on('error', () => socket.destroy())\n",
        replace: '',
      },
    ],
    fails: [],
  },
  {
    name: 'odd-codings-copied',
    stage: 3,
    sentence: 'passes a Transfer-Encoding on that it does not know',
    changes: [
      {
        file: 'stages/02-parse/body.ts',
        find: "if (hasField(fields, 'transfer-encoding')) {",
        replace: "if (membersOf(fields, 'transfer-encoding').join() === 'chunked') {",
      },
      {
        file: 'stages/03-forward/forwarding.ts',
        find: 'if (dropped.has(key) ||',
        replace: "if ((dropped.has(key) && (key !== 'transfer-encoding' || /^chunked$/i.test(field.value))) ||",
      },
    ],
    fails: [],
  },
  {
    name: 'tunnel-to-the-first',
    stage: 3,
    sentence: 'ties each client to the first backend, byte for byte, and reads nothing',
    program: ['node', 'grader/impostors/programs/tunnel.ts', '{host}', '{port}', '{conf}'],
    fails: [],
  },
  {
    name: 'one-chunk-is-a-request',
    stage: 3,
    sentence: 'relays raw chunks and splits them at the first empty line',
    program: ['node', 'grader/impostors/programs/raw-relay.ts', '{host}', '{port}', '{conf}'],
    fails: [],
  },
  {
    name: 'one-recv-is-a-request',
    stage: 3,
    sentence: 'serves what one recv brings, with a list of methods',
    program: ['python3', 'grader/impostors/programs/one-recv.py', '{host}', '{port}', '{conf}'],
    fails: [],
  },
]
