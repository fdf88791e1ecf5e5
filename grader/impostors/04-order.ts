// Impostors of stage 4 that lose count of pipelined requests, or of their answers.
import type { Impostor } from './impostor.ts'

export const ORDER_IMPOSTORS: readonly Impostor[] = [
  {
    name: 'answers-as-they-come',
    stage: 4,
    sentence: 'sends pipelined answers in the order in which the backends finish',
    changes: [
      {
        file: 'stages/04-pipelining/response-queue.ts',
        find: 'new Slot(this, this.#first === undefined ? this.#outlet : undefined, this.#holdBytes)',
        replace: 'new Slot(this, this.#outlet, this.#holdBytes)',
      },
      {
        file: 'stages/04-pipelining/response-queue.ts',
        find: 'for (let first = this.#first; first?.hasEnded; first = this.#first) {\n      this.#first = first.next\n',
        replace:
          'for (;;) {\n      let before: Slot | undefined\n      let first = this.#first\n      while (first !== undefined && !first.hasEnded) {\n        before = first\n        first = first.next\n      }\n      if (first === undefined) break\n      if (before === undefined) this.#first = first.next\n      else before.next = first.next\n      if (this.#last === first) this.#last = before\n',
      },
    ],
    fails: [
      'pipelining.order',
      'pipelining.forty',
      'pipelining.every-kind-of-answer',
      'pipelining.malformed-in-the-middle',
      'pipelining.failure-in-the-middle',
      'site.pipelined-mix',
      'waiting.for-its-client',
      'waiting.for-its-turn',
      'waiting.interim',
    ],
  },
  {
    name: 'releases-one-answer',
    stage: 4,
    sentence:
      'sends one answer that was held back when its turn comes, and leaves the next one to wait for another event',
    changes: [
      {
        file: 'stages/04-pipelining/response-queue.ts',
        find: 'this.onLeft(first.isLast)\n    }',
        replace: 'this.onLeft(first.isLast)\n      break\n    }',
      },
    ],
    fails: [
      'pipelining.order',
      'pipelining.forty',
      'pipelining.every-kind-of-answer',
      'pipelining.malformed-in-the-middle',
      'site.pipelined-mix',
    ],
  },
  {
    name: 'breaks-off-at-once',
    stage: 4,
    sentence: 'breaks a connection off together with what it has not yet written of the answers before',
    changes: [
      {
        file: 'stages/03-forward/outlet.ts',
        find: 'if (!byReset) return this.end()',
        replace: 'if (!byReset) return void this.socket.destroy()',
      },
    ],
    fails: ['waiting.for-its-client'],
  },
  {
    name: 'drops-what-stands-behind-a-body',
    stage: 4,
    sentence: 'drops what the same read has brought behind the body of a request',
    changes: [
      {
        file: 'stages/02-parse/request-reader.ts',
        find: "if (read !== 'end') return { type: 'data', bytes: read }",
        replace:
          "if (read !== 'end') return { type: 'data', bytes: read }\n    if (body.constructor.name !== 'Object' && this.#buffer.length > 0) this.#buffer.takeUpTo(this.#buffer.length)",
      },
    ],
    fails: ['pipelining.bodies', 'pipelining.any-cut', 'smuggling.connection-names-framing'],
  },
  {
    name: 'forgets-the-method',
    stage: 4,
    sentence: 'reads the second and all later answers of a connection as if GET had been asked',
    changes: [
      {
        file: 'stages/03-forward/backend-connection.ts',
        find: 'return this.#speaking.request.method',
        replace: "return this.answered > 0 ? 'GET' : this.#speaking.request.method",
      },
    ],
    fails: [
      'keepalive.every-kind-of-answer',
      'pipelining.every-kind-of-answer',
      'smuggling.body-with-a-request',
      'desync.body-where-there-is-none',
      'isolation.failing-backends',
      'response.head',
      'site.head',
      'site.mixed-crowd',
    ],
  },
  {
    name: 'one-backend-per-client',
    stage: 4,
    sentence: 'chooses a backend for each client instead of each request',
    changes: [
      {
        file: 'stages/04-pipelining/client-connection.ts',
        find: 'this.#settings = settings\n    this.#reader',
        replace:
          'const chosen = settings.exchange.strategy()\n    this.#settings = { ...settings, exchange: { ...settings.exchange, strategy: () => chosen } }\n    this.#reader',
      },
    ],
    fails: ['balance.per-request', 'site.all-serve'],
  },
  {
    name: 'refusal-overtakes',
    stage: 4,
    sentence: 'answers a malformed request before the requests in front of it',
    changes: [
      {
        file: 'stages/04-pipelining/client-connection.ts',
        find: "slot.send(errorReply(error, { fields: this.#settings.newFields(), withoutBody: this.#reader.method === 'HEAD' }))",
        replace: 'this.#outlet.send(errorReply(error, { fields: this.#settings.newFields() }))',
      },
    ],
    fails: ['pipelining.malformed-in-the-middle', 'target.upgrade'],
  },
  {
    name: 'reads-on-behind-a-refusal',
    stage: 4,
    sentence: 'goes on with the next request behind a malformed one',
    changes: [
      {
        file: 'stages/04-pipelining/client-connection.ts',
        find: 'this.refuse(asHttpError(error))\n    }',
        replace:
          'this.refuse(asHttpError(error))\n      const rest = Buffer.from(this.#reader.rest(), "latin1")\n      this.#state = "reading"\n      this.#reader = new RequestReader(this.#settings.limits)\n      this.#reader.push(rest)\n      if (rest.length > 0) this.#read()\n    }',
      },
      {
        file: 'stages/02-parse/request-reader.ts',
        find: '/** Bytes that have arrived and have not been asked for. */',
        replace:
          'rest(): string {\n    const text = this.#buffer.takeUpTo(this.#buffer.length).toString("latin1")\n    const at = text.indexOf("\\r\\n\\r\\n")\n    return this.#checkedBytes > 0 && at !== -1 ? text.slice(at + 4) : text\n  }\n\n  /** Bytes that have arrived and have not been asked for. */',
      },
    ],
    fails: ['pipelining.malformed-in-the-middle', 'smuggling.length-and-chunked', 'smuggling.odd-codings-behind'],
    mayFail: [
      'chunked.cut',
      'isolation.malformed-client',
      'parse.bare-lf',
      'parse.body-limit',
      'parse.garbage',
      'parse.head-endless',
      'parse.header-blank-before-colon',
      'parse.http-09',
      'parse.leaves-early',
      'parse.length-huge',
      'parse.length-malformed',
      'parse.lengths-differ',
      'parse.lengths-equal',
      'parse.neighbours',
      'request.too-large',
      'smuggling.odd-codings',
      'target.connect',
    ],
  },
  {
    name: 'failure-blocks-the-queue',
    stage: 4,
    sentence: 'leaves an answer that has failed in its place in the queue for ever',
    changes: [
      {
        file: 'stages/04-pipelining/turn.ts',
        find: 'this.#slot.isLast = !lives\n',
        replace: 'this.#slot.isLast = !lives\n    if (this.answer.status === 502 && !this.#slot.isBack) return\n',
      },
    ],
    fails: ['pipelining.failure-in-the-middle'],
  },
  {
    name: 'fields-stay',
    stage: 4,
    sentence: 'leaves the fields of one request in the head of the next',
    changes: [
      {
        file: 'stages/04-pipelining/client-connection.ts',
        find: 'this.#waiting = event.head\n',
        replace:
          "const { fields } = event.head\n        this.#waiting = { ...event.head, fields: new fields.constructor(fields.text + (this.kept ?? ''), fields.all) }\n        this.kept = fields.all.filter(({ key }) => /^x-|^cookie/.test(key)).map(({ line }) => line).join('')\n",
      },
    ],
    fails: ['isolation.fields'],
  },
  {
    name: 'continues-at-once',
    stage: 4,
    sentence: 'sends 100 Continue when it has read the head that asks for it, whosever turn it is',
    changes: [
      {
        file: 'stages/04-pipelining/client-connection.ts',
        find: 'slot.send(CONTINUE)',
        replace: 'this.#socket.write(CONTINUE)',
      },
    ],
    fails: ['waiting.interim'],
  },
]
