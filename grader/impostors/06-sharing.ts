// Impostors of stage 6 that share no connections, or lose those who share one.
import type { Impostor } from './impostor.ts'

export const SHARING_IMPOSTORS: readonly Impostor[] = [
  {
    name: 'a-connection-each',
    stage: 6,
    sentence: 'opens a connection for each exchange that finds no idle one',
    changes: [
      {
        file: 'stages/06-request-id/lane-limits.ts',
        find: 'const USUAL_LANES = 7',
        replace: 'const USUAL_LANES = 512',
      },
      {
        file: 'stages/06-request-id/lanes.ts',
        find: "if (this.#sharing.state !== 'yes' || this.#alone.has(exchange)) return false",
        replace: 'if (this.#lanes.count < 512) return false',
      },
    ],
    fails: ['share.few-connections'],
  },
  {
    name: 'twenty-five-to-each-backend',
    stage: 6,
    sentence: 'shares connections when it has twenty-five to a backend',
    changes: [
      {
        file: 'stages/06-request-id/lane-limits.ts',
        find: 'const USUAL_LANES = 7',
        replace: 'const USUAL_LANES = 25',
      },
      {
        file: 'stages/06-request-id/lanes.ts',
        find: "if (this.#sharing.state !== 'yes' || this.#alone.has(exchange)) return false",
        replace:
          "if (this.#sharing.state !== 'yes' || this.#alone.has(exchange) || this.#lanes.count < 25) return false",
      },
    ],
    fails: ['share.few-connections'],
  },
  {
    name: 'one-is-told',
    stage: 6,
    sentence: 'tells only one of those who wait on a connection when it dies',
    changes: [
      {
        file: 'stages/03-forward/backend-connection.ts',
        find: 'const bears = exchange === bearer',
        replace: 'const bears = exchange === bearer\n      if (!bears) continue',
      },
    ],
    fails: [
      'isolation.failing-backends',
      'step.unknown-id',
      'step.answered-twice',
      'share.closed-behind-some',
      'share.reset-under-all',
      'isolation.shared-connections',
    ],
    mayFail: ['health.no-error', 'route.out-of-turn-kinds', 'site.stopped-and-started'],
  },
  {
    name: 'repeats-all-that-waits',
    stage: 6,
    sentence: 'sends all requests again that waited on a connection when it died, POSTs too',
    changes: [
      {
        file: 'stages/04-pipelining/reuse.ts',
        find: 'return isIdempotent(request.method) && (failure',
        replace: 'return (failure',
      },
    ],
    fails: [
      'pipelining.failure-in-the-middle',
      'id.on-errors',
      'step.unknown-id-post',
      'share.reset-under-all',
      'pool.post-once',
    ],
  },
  {
    name: 'out-of-step-for-all',
    stage: 6,
    sentence: 'answers 502 to all that is open on a connection out of step, also to what may be repeated',
    changes: [
      {
        file: 'stages/03-forward/backend-connection.ts',
        find: 'begun: bears && this.#heard, incidental',
        replace: 'begun: (bears && this.#heard) || /out of step/.test(error.message), incidental',
      },
    ],
    fails: ['step.answered-twice', 'step.unknown-id'],
  },
  {
    name: 'lawful-eight-to-each-backend',
    stage: 6,
    sentence: 'opens never more than eight connections to a backend, 24 in all, whatever stands still',
    lawful: true,
    changes: [
      {
        file: 'stages/06-request-id/lane-limits.ts',
        find: 'export const MAX_LANES = 512',
        replace: 'export const MAX_LANES = 8',
      },
    ],
    fails: [],
  },
]
