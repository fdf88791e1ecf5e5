// Impostors of stage 3: forwarders that make the worst of a backend that fails.
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
    fails: ['balance.least-connections-ends', 'broken.nonsense', 'broken.speaks-first'],
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
    fails: ['broken.lengths', 'broken.two-framings', 'broken.transfer-coding', 'broken.field-lines'],
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
    fails: ['broken.head-cut', 'cut.chunked'],
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
    fails: ['cut.chunked', 'cut.length'],
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
    fails: ['cut.bad-chunk', 'cut.chunked', 'cut.length', 'late.stalled-body'],
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
    fails: ['balance.least-connections-ends', 'broken.no-answer'],
  },
  {
    name: 'endless-heads-read',
    stage: 3,
    sentence: 'reads heads of backends without a limit',
    changes: [
      {
        file: 'stages/03-forward/response-reader.ts',
        find: 'const HEAD_BYTES = 64 * 1024',
        replace: 'const HEAD_BYTES = 2 ** 40',
      },
    ],
    fails: ['broken.endless-head'],
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
    fails: ['failover.one-refuses'],
  },
  {
    name: 'dies-of-refusal',
    stage: 3,
    sentence: 'dies of a backend that refuses or resets',
    changes: [
      {
        file: 'stages/03-forward/backend-connection.ts',
        find: "    this.#socket.on('error', error => {\n      this.backendFinished = true\n      this.#end(this.#error(502, error.message))\n    })\n",
        replace: '',
      },
    ],
    fails: [
      'balance.all-kinds',
      'balance.least-connections-ends',
      'broken.head-cut',
      'broken.no-answer',
      'cut.chunked',
      'cut.length',
      'failover.all-refuse',
      'failover.one-refuses',
    ],
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
    fails: ['broken.nonsense', 'broken.speaks-first', 'errors.whole', 'failover.all-refuse', 'late.no-answer'],
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
    fails: ['failover.all-refuse'],
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
    fails: ['late.no-answer'],
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
    fails: ['late.stalled-body'],
  },
  {
    name: 'timer-not-wound-up',
    stage: 3,
    sentence: 'gives a whole response the time of one piece',
    changes: [
      {
        file: 'stages/03-forward/backend-connection.ts',
        find: 'if (this.#responseTimer !== undefined) return this.#responseTimer.refresh()',
        replace: 'if (this.#responseTimer !== undefined) return',
      },
    ],
    fails: ['late.stalled-body'],
  },
]
