// Impostors that show in front of web servers: they serve a page or two, and go wrong with what browsers really ask for.
import type { Impostor } from './impostor.ts'

const FORWARDING = 'stages/03-forward/forwarding.ts'
const ANSWER = 'stages/03-forward/answer.ts'
const EXCHANGE = 'stages/03-forward/exchange.ts'
const ONE_REQUEST = 'stages/03-forward/one-request.ts'
const WITHOUT = 'return fields.without(dropped, nominated, added)'

export const END_TO_END_IMPOSTORS: readonly Impostor[] = [
  {
    name: 'sixteen-kib-are-enough',
    stage: 3,
    sentence: 'passes on the first 16 KiB of what one read brings',
    changes: [
      { file: ANSWER, find: ': this.#outlet.send(bytes)', replace: ': this.#outlet.send(bytes.subarray(0, 16_384))' },
    ],
    fails: ['isolation.crowd', 'response.big', 'site.files'],
  },
  {
    name: 'whole-files-only',
    stage: 3,
    sentence: 'keeps Range to itself, so that who asks for a part gets the whole',
    changes: [
      { file: FORWARDING, find: WITHOUT, replace: "return fields.without(dropped, [...nominated, 'range'], added)" },
    ],
    fails: ['site.ranges', 'site.mixed-crowd'],
  },
  {
    name: 'unconditional',
    stage: 3,
    sentence: 'keeps the conditions of a request to itself, so that nobody is told that nothing has changed',
    changes: [
      {
        file: FORWARDING,
        find: WITHOUT,
        replace: "return fields.without(dropped, [...nominated, 'if-none-match', 'if-modified-since'], added)",
      },
    ],
    fails: ['forward.request-fields', 'parse.header-colons', 'site.mixed-crowd', 'site.not-modified'],
  },
  {
    name: 'empty-head',
    stage: 3,
    sentence: 'tells who asks HEAD that the file is empty',
    changes: [
      {
        file: ANSWER,
        find: 'this.#outlet.send(toClientHead(head, { chunked: this.#chunked, connection, added: this.#added }))',
        replace: `const text = toClientHead(head, { chunked: this.#chunked, connection, added: this.#added })
    const isHead = this.#request.method === 'HEAD'
    this.#outlet.send(isHead ? text.replace(/^content-length: .*$/im, 'Content-Length: 0') : text)`,
      },
    ],
    fails: ['site.head', 'site.mixed-crowd'],
  },
  {
    name: 'own-page-for-errors',
    stage: 3,
    sentence: 'takes a backend that answers 404 for one that has failed',
    changes: [
      {
        file: EXCHANGE,
        find: "this.#settings.onOutcome(this.#backend, 'answered')",
        replace: `if (head.status >= 400) return this.fail(new HttpError(502, 'backend', 'the backend has failed'))
    this.#settings.onOutcome(this.#backend, 'answered')`,
      },
    ],
    fails: ['forward.status', 'response.empty', 'site.errors', 'site.head', 'site.mixed-crowd', 'site.ranges'],
  },
  {
    name: 'read-only',
    stage: 3,
    sentence: 'knows the methods GET and HEAD',
    changes: [
      {
        file: EXCHANGE,
        find: 'this.#tryBackend(this.#candidates[this.#attempts], false)',
        replace: `if (!['GET', 'HEAD'].includes(this.request.method))
      return this.fail(new HttpError(501, 'client', 'unknown method'))
    this.#tryBackend(this.#candidates[this.#attempts], false)`,
      },
    ],
    fails: [
      'balance.least-connections-ends',
      'broken.endless-head',
      'broken.no-answer',
      'broken.speaks-first',
      'failover.all-refuse',
      'forward.methods',
      'late.no-answer',
      'parse.body-limit',
      'parse.byte-by-byte',
      'parse.chunk-extensions',
      'parse.chunked',
      'parse.every-cut',
      'parse.head-limit-not-body',
      'parse.header-case',
      'parse.large-pieces',
      'parse.lengths',
      'parse.methods',
      'parse.neighbours',
      'parse.no-body',
      'parse.trailers',
      'site.errors',
      'site.uploads',
    ],
  },
  {
    name: 'one-backend-too-few',
    stage: 3,
    sentence: 'counts one backend less than there are',
    changes: [
      {
        file: 'stages/03-forward/balancer.ts',
        find: 'next = (next + 1) % orders.length',
        replace: 'next = (next + 1) % Math.max(1, orders.length - 1)',
      },
    ],
    fails: ['balance.all-kinds', 'balance.crowd', 'balance.round-robin', 'site.all-serve'],
  },
  {
    name: 'whoever-came-last',
    stage: 3,
    sentence: 'gives each answer to the client that has connected last',
    changes: [
      {
        file: ONE_REQUEST,
        find: 'const outlet = new SocketOutlet(socket)',
        replace: 'const outlet = new SocketOutlet(socket)\n  latest = outlet',
      },
      {
        file: ONE_REQUEST,
        find: 'new Answer(event.head, outlet,',
        replace: 'new Answer(event.head, latest ?? outlet,',
      },
      {
        file: ONE_REQUEST,
        find: '/** Serves the first request of the connection. */',
        replace: 'let latest: SocketOutlet | undefined\n',
      },
    ],
    fails: [
      'balance.crowd',
      'isolation.crowd',
      'late.no-answer',
      'parse.byte-by-byte',
      'parse.every-chunk-cut',
      'parse.every-cut',
      'parse.neighbours',
      'parse.waits-for-the-end',
      'site.nonces',
    ],
    mayFail: ['parse.large-pieces'],
  },
  {
    name: 'forgetful-queue',
    stage: 4,
    sentence: 'keeps of an answer that has to wait for its turn the head alone',
    changes: [
      {
        file: 'stages/04-pipelining/response-queue.ts',
        find: 'for (const piece of this.#held ?? []) room',
        replace: 'for (const piece of (this.#held ?? []).slice(0, 1)) room',
      },
    ],
    fails: [
      'pipelining.order',
      'site.pipelined-mix',
      'pipelining.every-kind-of-answer',
      'pipelining.failure-in-the-middle',
      'pipelining.forty',
      'waiting.for-its-turn',
      'waiting.interim',
    ],
  },
  {
    name: 'pool-of-the-dead',
    stage: 4,
    sentence: 'does not heed Connection: close of backends, and keeps what they have closed',
    changes: [
      {
        file: 'stages/04-pipelining/reuse.ts',
        find: "return response.framing.type !== 'until-close' && persists(response)",
        replace: "return response.framing.type !== 'until-close'",
      },
      { file: 'stages/04-pipelining/backend-pool.ts', find: 'if (at !== -1) idle.splice(at, 1)', replace: 'void at' },
    ],
    fails: ['site.keepalive-requests', 'site.idle-closed'],
    mayFail: [
      'balance.least-connections-failed',
      'broken.nonsense',
      'failover.all-refuse',
      'failover.one-refuses',
      'pool.announced-close',
      'pool.close-behind-answer',
      'pool.closed-while-idle',
      'pool.http-10-backend',
      'response.empty',
      'response.head',
      'response.no-content',
    ],
  },
  {
    name: 'rests-for-ever',
    stage: 5,
    sentence: 'never tries a backend again that has failed',
    changes: [
      {
        file: 'stages/05-nonblocking/backend-health.ts',
        find: 'record.restsUntil = this.#now() + this.#restMs',
        replace: 'record.restsUntil = Number.POSITIVE_INFINITY',
      },
    ],
    fails: ['site.stopped-and-started'],
    mayFail: ['health.comes-back'],
  },
  {
    name: 'no-id-on-errors',
    stage: 6,
    sentence: 'names the exchange where all went well',
    changes: [
      {
        file: FORWARDING,
        find: 'return `${text}${lines(added)}',
        replace: "return `${text}${status < 400 ? lines(added) : ''}",
      },
    ],
    fails: ['site.ids', 'id.comes-back', 'id.without-echo'],
  },
]
