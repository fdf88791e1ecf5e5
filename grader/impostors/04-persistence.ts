// Impostors of stage 4 that keep, close or reuse connections when they must not.
import type { Impostor } from './impostor.ts'

export const PERSISTENCE_IMPOSTORS: readonly Impostor[] = [
  {
    name: 'closes-behind-each',
    stage: 4,
    sentence: 'closes the client’s connection behind each answer',
    changes: [
      {
        file: 'stages/04-pipelining/turn.ts',
        find: 'if (!this.exchange.requestComplete || !persists(this.exchange.request)) return false',
        replace: 'if (this.exchange.requestComplete) return false',
      },
    ],
    fails: ['keepalive.persists', 'site.pipelined-mix'],
  },
  {
    name: 'never-closes',
    stage: 4,
    sentence: 'heeds neither Connection: close nor HTTP/1.0',
    changes: [
      {
        file: 'stages/04-pipelining/turn.ts',
        find: '|| !persists(this.exchange.request)',
        replace: '',
      },
      {
        file: 'stages/04-pipelining/client-connection.ts',
        find: 'this.#isLastRequest = !persists(head)',
        replace: 'this.#isLastRequest = false',
      },
    ],
    fails: [
      'http10.get',
      'keepalive.close',
      'keepalive.http-10',
      'pipelining.close-in-the-middle',
      'response.empty',
      'response.head',
      'response.no-content',
      'smuggling.odd-codings',
      'target.trace-body',
    ],
  },
  {
    name: 'close-in-one-spelling',
    stage: 4,
    sentence: 'knows Connection: close in one spelling only',
    changes: [
      {
        file: 'stages/04-pipelining/reuse.ts',
        find: 'const options = fields.connectionOptions',
        replace: "const options = fields.valuesOf('connection')",
      },
    ],
    fails: ['keepalive.close', 'pool.announced-close'],
  },
  {
    name: 'keeps-10-without-a-word',
    stage: 4,
    sentence: 'keeps the connection of a client of HTTP/1.0 that asks for it, and does not say so',
    changes: [
      {
        file: 'stages/03-forward/answer.ts',
        find: "return this.#request.version === '1.0' ? 'keep-alive' : undefined",
        replace: 'return undefined',
      },
    ],
    fails: ['keepalive.http-10'],
  },
  {
    name: 'loses-what-lasts-until-close',
    stage: 4,
    sentence: 'takes an answer that ends with its connection for one without a body',
    changes: [
      {
        file: 'stages/03-forward/response-reader.ts',
        find: 'return declared ?? UNTIL_CLOSE',
        replace: 'return declared ?? NO_BODY',
      },
    ],
    fails: ['keepalive.http-10', 'keepalive.until-close', 'response.until-close'],
  },
  {
    name: 'never-refills-the-pool',
    stage: 4,
    sentence: 'takes connections from its pool and puts none back',
    changes: [
      {
        file: 'stages/04-pipelining/backend-pool.ts',
        find: 'if (idle.length >= this.#settings.maxIdle) return connection.close()',
        replace: 'if (idle.length >= 0) return connection.close()',
      },
    ],
    fails: ['pool.reuse'],
  },
  {
    name: 'keeps-what-says-close',
    stage: 4,
    sentence: 'uses a backend’s connection again, though it has said Connection: close or speaks HTTP/1.0',
    changes: [
      {
        file: 'stages/04-pipelining/reuse.ts',
        find: "return response.framing.type !== 'until-close' && persists(response)",
        replace: "return response.framing.type !== 'until-close'",
      },
    ],
    fails: ['pool.announced-close', 'pool.http-10-backend'],
  },
  {
    name: 'keeps-what-has-closed',
    stage: 4,
    sentence: 'does not take closed connections out of its pool',
    changes: [
      {
        file: 'stages/04-pipelining/backend-pool.ts',
        find: 'if (at !== -1) idle.splice(at, 1)',
        replace: 'if (at !== -1 && !opened(connection)) idle.splice(at, 1)',
      },
      {
        file: 'stages/04-pipelining/backend-pool.ts',
        find: 'export class BackendPool {',
        replace:
          'const opened = (connection: BackendConnection) => connection.answered > 0\n\nexport class BackendPool {',
      },
    ],
    fails: ['pool.close-behind-answer', 'pool.closed-while-idle', 'site.idle-closed'],
    mayFail: [
      'balance.least-connections-failed',
      'broken.nonsense',
      'failover.all-refuse',
      'failover.one-refuses',
      'response.no-content',
    ],
  },
  {
    name: 'forgets-who-waits',
    stage: 4,
    sentence: 'tells nobody when a kept connection dies under a request',
    changes: [
      {
        file: 'stages/03-forward/backend-connection.ts',
        find: 'const bears = exchange === bearer',
        replace: 'if (closedBehindOthers) continue\n      const bears = exchange === bearer',
      },
    ],
    fails: [
      'balance.all-kinds',
      'balance.least-connections-ends',
      'broken.no-answer',
      'isolation.failing-backends',
      'pipelining.failure-in-the-middle',
      'pool.dies-under-a-get',
      'pool.post-once',
      'pool.repeats-are-few',
      'smuggling.body-behind-an-error',
    ],
  },
  {
    name: 'repeats-for-ever',
    stage: 4,
    sentence: 'sends a GET again and again as long as its connections die',
    changes: [
      {
        file: 'stages/03-forward/exchange.ts',
        find: 'const MAX_INCIDENTS = 20',
        replace: 'const MAX_INCIDENTS = Infinity',
      },
      {
        file: 'stages/03-forward/backend-connection.ts',
        find: 'incidental: !bears || closedBehindOthers',
        replace: 'incidental: true',
      },
    ],
    fails: ['broken.no-answer', 'pipelining.failure-in-the-middle', 'pool.repeats-are-few'],
  },
  {
    name: 'repeats-posts',
    stage: 4,
    sentence: 'sends every request again whose connection dies, whatever its method',
    changes: [
      {
        file: 'stages/04-pipelining/reuse.ts',
        find: 'return isIdempotent(request.method) && (failure',
        replace: 'return (failure',
      },
    ],
    fails: ['pool.post-once', 'pipelining.failure-in-the-middle'],
  },
  {
    name: 'repeats-the-rest-of-an-upload',
    stage: 4,
    sentence: 'sends a request to another backend with only that part of its body that is still to come',
    changes: [
      {
        file: 'stages/03-forward/exchange.ts',
        find: 'if (this.#bodySent) return false',
        replace: '',
      },
    ],
    fails: ['pool.upload-whole-or-not'],
  },
  {
    name: 'lets-go-before-it-has-read',
    stage: 4,
    sentence: 'takes the end of a backend’s connection for a failure, and what was read before it for nothing',
    changes: [
      {
        file: 'stages/03-forward/backend-connection.ts',
        find: 'this.#reader.push(bytes)\n    this.#read()',
        replace: 'this.#reader.push(bytes)\n    setImmediate(() => this.#read())',
      },
      {
        file: 'stages/03-forward/backend-connection.ts',
        find: 'this.backendFinished = true\n      this.#read()',
        replace: 'this.close()',
      },
    ],
    fails: ['keepalive.until-close', 'response.until-close'],
  },
]
