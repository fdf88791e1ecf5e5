// Impostors of stage 3: forwarders that balance badly or mix clients up.
import type { Impostor } from './impostor.ts'

export const BALANCING_IMPOSTORS: readonly Impostor[] = [
  {
    name: 'any-strategy',
    stage: 3,
    sentence: 'takes a strategy that it does not know for least connections',
    changes: [
      {
        file: 'stages/02-parse/conf.ts',
        find: `v.picklist(['round-robin', 'least-connections'], expected('"round-robin" or "least-connections"')),`,
        replace:
          "v.pipe(v.string(), v.transform(each => (each === 'round-robin' ? 'round-robin' : 'least-connections'))),",
      },
    ],
    fails: ['balance.unknown-strategy'],
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
    fails: ['balance.round-robin', 'balance.crowd', 'balance.one-backend', 'balance.all-kinds', 'site.all-serve'],
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
    fails: ['balance.least-connections'],
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
    fails: ['balance.least-connections-ends'],
  },
  {
    name: 'late-stays-open',
    stage: 3,
    sentence: 'goes on counting an exchange that has ended with 504',
    changes: [
      {
        file: 'stages/03-forward/exchange.ts',
        find: '    const backend = this.#leaveBackend()\n    if',
        replace:
          '    const backend = this.#leaveBackend()\n    if (backend && failure.error.status === 504) backend.openExchanges += 1\n    if',
      },
    ],
    fails: ['balance.least-connections-failed'],
  },
  {
    name: 'refused-stays-open',
    stage: 3,
    sentence: 'goes on counting an attempt that a backend has refused',
    changes: [
      {
        file: 'stages/03-forward/exchange.ts',
        find: '    const backend = this.#leaveBackend()\n    if',
        replace:
          '    const backend = this.#leaveBackend()\n    if (backend && failure.unsent) backend.openExchanges += 1\n    if',
      },
    ],
    fails: ['balance.least-connections-failed'],
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
    fails: ['isolation.crowd', 'balance.crowd'],
    mayFail: ['parse.every-chunk-cut', 'parse.every-cut', 'parse.neighbours', 'site.nonces'],
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
    fails: ['isolation.authorization'],
    mayFail: ['site.all-serve', 'site.mixed-crowd', 'site.not-modified', 'site.ranges'],
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
    fails: ['isolation.malformed-client', 'errors.whole'],
    mayFail: [
      'parse.bare-cr',
      'parse.bare-lf',
      'parse.eight-bit-target',
      'parse.garbage',
      'parse.http-09',
      'parse.malformed-versions',
      'parse.method-token',
      'parse.neighbours',
      'parse.no-request-line',
      'parse.odd-spaces',
    ],
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
    fails: ['isolation.reset-client'],
    mayFail: ['balance.least-connections-ends', 'parse.head-endless', 'parse.head-limit', 'parse.leaves-early'],
  },
]
