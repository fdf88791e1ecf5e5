// Unlike the reference and yet right: ways of stages 4 and 6 that the contract leaves open.
import type { Impostor } from './impostor.ts'

export const LAWFUL_PIPELINING: readonly Impostor[] = [
  {
    name: 'lawful-serialises',
    stage: 4,
    sentence: 'sends a pipelined request on only when the one in front of it has been answered',
    lawful: true,
    changes: [
      {
        file: 'stages/04-pipelining/client-connection.ts',
        find: 'if (this.#queue.length > 0 && (this.#unsafeOpen || !safe)) return',
        replace: 'if (this.#queue.length > 0) return',
      },
    ],
    fails: [],
  },
  {
    name: 'lawful-never-repeats',
    stage: 4,
    sentence: 'repeats nothing: a request whose kept connection dies gets 502',
    lawful: true,
    changes: [
      {
        file: 'stages/04-pipelining/reuse.ts',
        find: 'return isIdempotent(request.method) && (failure.incidental || failure.error.status !== 504)',
        replace: 'return failure.unsent',
      },
    ],
    fails: [],
  },
  {
    name: 'lawful-pool-for-each-client',
    stage: 4,
    sentence: 'keeps connections to the backends for each client apart',
    lawful: true,
    changes: [
      {
        file: 'stages/04-pipelining/main.ts',
        find: 'const pool = new BackendPool({',
        replace: 'const poolFor = () => new BackendPool({',
      },
      { file: 'stages/04-pipelining/main.ts', find: 'carry: pool.carry,', replace: 'carry: () => {},' },
      {
        file: 'stages/04-pipelining/main.ts',
        find: 'return listen(settings, socket => new ClientConnection(socket, clientSettings))',
        replace:
          'return listen(settings, socket => {\n    const { carry } = poolFor()\n    return new ClientConnection(socket, { ...clientSettings, exchange: { ...clientSettings.exchange, carry } })\n  })',
      },
    ],
    fails: [],
  },
  {
    name: 'lawful-closes-10',
    stage: 4,
    sentence: 'never keeps the connection of a client of HTTP/1.0',
    lawful: true,
    changes: [
      {
        file: 'stages/04-pipelining/reuse.ts',
        find: "return version === '1.1' || options.includes('keep-alive')",
        replace: "return version === '1.1'",
      },
    ],
    fails: [],
  },
  {
    name: 'lawful-looks-late',
    stage: 4,
    sentence: 'looks only when it wants to use a kept connection again whether the backend has closed it',
    lawful: true,
    changes: [
      {
        file: 'stages/03-forward/backend-connection.ts',
        find: 'else if (this.backendFinished) this.#noMoreResponses()',
        replace: 'else if (this.backendFinished && this.owed > 0) this.#noMoreResponses()',
      },
      {
        file: 'stages/03-forward/backend-connection.ts',
        find: '  get isOpen(): boolean {',
        replace: '  get isFinished(): boolean {\n    return this.backendFinished\n  }\n\n  get isOpen(): boolean {',
      },
      {
        file: 'stages/04-pipelining/backend-pool.ts',
        find: 'const lent = fresh ? undefined : this.#idleOf(backend).pop()',
        replace:
          'let lent = fresh ? undefined : this.#idleOf(backend).pop()\n    for (; lent?.isFinished; lent = this.#idleOf(backend).pop()) lent.close()',
      },
    ],
    fails: [],
  },
  {
    name: 'lawful-goes-on-behind-connect',
    stage: 4,
    sentence: 'refuses CONNECT with 405, and reads on: it is no malformed request',
    lawful: true,
    changes: [
      {
        file: 'stages/02-parse/request-reader.ts',
        find: "if (method === 'CONNECT') throw new HttpError(501, 'client', 'CONNECT is not implemented: this is no tunnel')",
        replace: "if (method === 'CONNECT') return { path: '/', authority: target }",
      },
      {
        file: 'stages/04-pipelining/client-connection.ts',
        find: 'const slot = this.#queue.open()\n    if (expectsContinue',
        replace:
          "const slot = this.#queue.open()\n    if (head.method === 'CONNECT') {\n      slot.send('HTTP/1.1 405 Method Not Allowed\\r\\nAllow: GET, HEAD\\r\\nContent-Length: 0\\r\\n\\r\\n')\n      slot.isLast = this.#isLastRequest\n      return slot.end()\n    }\n    if (expectsContinue",
      },
    ],
    fails: [],
  },
  {
    name: 'lawful-out-of-turn-is-out-of-step',
    stage: 6,
    sentence: 'calls every answer out of step that is not for whoever has waited longest',
    lawful: true,
    changes: [
      {
        file: 'stages/06-request-id/correlation.ts',
        find: 'if (owner !== undefined) return owner',
        replace: 'if (owner !== undefined && owner === oldest) return owner',
      },
    ],
    fails: [],
  },
  {
    name: 'lawful-uuid-7',
    stage: 6,
    sentence: 'draws ids that say version 7',
    lawful: true,
    changes: [
      {
        file: 'stages/06-request-id/uuids.ts',
        find: 'if (octet === 6) return (value & 0x0f) | 0x40',
        replace: 'if (octet === 6) return (value & 0x0f) | 0x70',
      },
    ],
    fails: [],
  },
]
