// Impostors of stage 5 that mishandle the health of backends: who rests, who is asked, and who is asked instead.
import type { Impostor } from './impostor.ts'

const CONF = 'stages/02-parse/conf.ts'
const HEALTH = 'stages/05-nonblocking/backend-health.ts'
const SERVE = 'stages/05-nonblocking/serve.ts'

export const HEALTH_IMPOSTORS: readonly Impostor[] = [
  {
    name: 'asks-one-backend',
    stage: 5,
    sentence: 'gives up when the first backend fails',
    changes: [
      { file: HEALTH, find: 'const candidates = strategy()', replace: 'const candidates = strategy().slice(0, 1)' },
    ],
    fails: ['health.no-error', 'health.rests', 'health.comes-back', 'health.late', 'deadline.unanswered-dial'],
    mayFail: ['failover.one-refuses', 'site.stopped-and-started'],
  },
  {
    name: 'repeats-no-get',
    stage: 5,
    sentence: 'answers 502 where the connection of a GET ends without an octet',
    changes: [
      { file: 'stages/05-nonblocking/serve.ts', find: '      mayRepeat,', replace: '      mayRepeat: () => false,' },
    ],
    fails: ['health.no-error', 'health.rests', 'pool.dies-under-a-get', 'site.stopped-and-started'],
  },
  {
    name: 'nobody-rests',
    stage: 5,
    sentence: 'asks backends again and again that have failed each time',
    changes: [
      { file: HEALTH, find: 'return this.#recordOf(backend).restsUntil <= this.#now()', replace: 'return true' },
    ],
    fails: ['health.rests', 'health.late'],
  },
  {
    name: 'never-asks-again',
    stage: 5,
    sentence: 'never asks a backend again that has failed',
    changes: [
      {
        file: HEALTH,
        find: 'record.restsUntil = this.#now() + this.#restMs',
        replace: 'record.restsUntil = Number.POSITIVE_INFINITY',
      },
    ],
    fails: ['health.comes-back'],
    mayFail: ['site.stopped-and-started'],
  },
  {
    name: 'one-failure-is-enough',
    stage: 5,
    sentence: 'lets a backend rest that has failed once',
    changes: [
      { file: HEALTH, find: 'record.failures[witness] < this.#failAfter', replace: 'record.failures[witness] < 1' },
    ],
    fails: ['health.one-failure', 'health.failed-probes'],
    mayFail: ['balance.all-kinds', 'failover.one-refuses'],
  },
  {
    name: 'looks-until-one-is-well',
    stage: 5,
    sentence: 'looks for a healthy backend until it finds one, and does nothing else meanwhile',
    changes: [
      {
        file: HEALTH,
        find: 'const well = candidates.filter(backend => this.isWell(backend))',
        replace:
          'let well = candidates.filter(backend => this.isWell(backend))\n      while (well.length === 0) well = candidates.filter(backend => this.isWell(backend))',
      },
    ],
    fails: ['health.all-down'],
  },
  {
    name: 'asks-nobody-how-he-is',
    stage: 5,
    sentence: 'never asks for health.path',
    changes: [
      {
        file: SERVE,
        find: 'for (const backend of backends) {\n        // Whoever',
        replace: 'for (const backend of []) {\n        // Whoever',
      },
    ],
    fails: ['health.asked'],
  },
  {
    name: 'asks-one-how-he-is',
    stage: 5,
    sentence: 'asks only the first backend for health.path',
    changes: [
      {
        file: SERVE,
        find: 'for (const backend of backends) {\n        // Whoever',
        replace: 'for (const backend of backends.slice(0, 1)) {\n        // Whoever',
      },
    ],
    fails: ['health.asked'],
  },
  {
    name: 'asks-on-and-on',
    stage: 5,
    sentence: 'asks for health.path every millisecond, whatever interval_ms says',
    changes: [{ file: SERVE, find: '}, intervalMs)', replace: '}, 1)' }],
    fails: ['health.asked'],
  },
  {
    name: 'repeats-get-alone',
    stage: 5,
    sentence: 'asks again only for GET what may be repeated',
    changes: [
      {
        file: 'stages/04-pipelining/reuse.ts',
        find: 'isIdempotent(request.method) &&',
        replace: "request.method === 'GET' &&",
      },
    ],
    fails: ['pool.dies-under-a-get'],
  },
  {
    name: 'takes-any-deadline',
    stage: 5,
    sentence: 'takes any value for a deadline, and for what stands under health',
    changes: [
      { file: CONF, find: 'const milliseconds = integer(1, 2 ** 31 - 1)', replace: 'const milliseconds = v.any()' },
      { file: CONF, find: 'fail_after: v.optional(integer(1), 3)', replace: 'fail_after: v.optional(v.any(), 3)' },
    ],
    fails: ['deadline.conf-types'],
  },
  {
    name: 'asks-every-second',
    stage: 5,
    sentence: 'asks for health.path every second, whatever interval_ms says',
    changes: [{ file: SERVE, find: '}, intervalMs)', replace: '}, 1000)' }],
    fails: ['health.asked'],
  },
  {
    name: 'rests-two-seconds',
    stage: 5,
    sentence: 'lets a backend rest for two seconds, whatever rest_ms says',
    changes: [{ file: HEALTH, find: 'this.#restMs = restMs', replace: 'this.#restMs = restMs && 2000' }],
    fails: ['health.short-rests'],
    mayFail: ['site.stopped-and-started'],
  },
  {
    name: 'one-failed-probe-is-enough',
    stage: 5,
    sentence: 'lets a backend rest that has not answered one probe',
    changes: [
      {
        file: HEALTH,
        find: 'if (record.failures[witness] < this.#failAfter) return',
        replace: "if (witness === 'exchange' && record.failures[witness] < this.#failAfter) return",
      },
    ],
    fails: ['health.failed-probes'],
  },
  {
    name: 'a-failed-probe-is-the-last',
    stage: 5,
    sentence: 'asks a backend for health.path until it has not answered once',
    changes: [
      {
        file: SERVE,
        find: "health.report(backend, outcome, 'probe')",
        replace:
          "{\n          health.report(backend, outcome, 'probe')\n          if (outcome === 'failed') asked.set(backend, { isOver: false } as Exchange)\n        }",
      },
    ],
    fails: ['health.failed-probes'],
  },
]
