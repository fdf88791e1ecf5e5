// Impostors of stage 5 whose clocks run for the wrong side, or count what should have been forgotten.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is another file's text
import type { Impostor } from './impostor.ts'

export const CLOCK_IMPOSTORS: readonly Impostor[] = [
  {
    name: 'four-seconds-at-least',
    stage: 5,
    sentence: 'takes every limit of less than four seconds for one of four',
    changes: [
      {
        file: 'stages/02-parse/conf.ts',
        find: `      connectMs: timeouts.connect_ms,
      requestMs: timeouts.request_ms,
      responseMs: timeouts.response_ms,
      idleMs: timeouts.idle_ms,
`,
        replace: `      connectMs: Math.max(4000, timeouts.connect_ms),
      requestMs: Math.max(4000, timeouts.request_ms),
      responseMs: Math.max(4000, timeouts.response_ms),
      idleMs: Math.max(4000, timeouts.idle_ms),
`,
      },
    ],
    fails: ['deadline.backends-first', 'deadline.clients-first'],
  },
  {
    name: 'idle-while-it-sends',
    stage: 5,
    sentence: 'takes a client that pauses in its upload for one that is idle',
    changes: [
      {
        file: 'stages/05-nonblocking/client-patience.ts',
        find: "if (this.#phase === 'request') return requestMs",
        replace: "if (this.#phase === 'request') return Math.min(requestMs, idleMs)",
      },
    ],
    fails: ['deadline.slow-upload-in-time'],
  },
  {
    name: 'idle-while-it-waits',
    stage: 5,
    sentence: 'takes a client that waits for its answer for one that is idle',
    changes: [
      {
        file: 'stages/05-nonblocking/client-patience.ts',
        find: '    return Number.POSITIVE_INFINITY',
        replace: "    return this.#phase === 'answer' ? idleMs : Number.POSITIVE_INFINITY",
      },
      {
        file: 'stages/05-nonblocking/client-patience.ts',
        find: "if (this.#phase === 'idle') return this.#connection.close()",
        replace: "if (this.#phase !== 'request') return this.#connection.close()",
      },
    ],
    fails: ['deadline.waits-for-its-answer'],
  },
  {
    name: 'request-clock-runs-on',
    stage: 5,
    sentence: 'stops the clock of a request when it has been answered, not when it has come',
    changes: [
      {
        file: 'stages/05-nonblocking/client-patience.ts',
        find: '    return Number.POSITIVE_INFINITY',
        replace: "    return this.#phase === 'answer' ? requestMs : Number.POSITIVE_INFINITY",
      },
      {
        file: 'stages/05-nonblocking/client-patience.ts',
        find: "if (this.#phase === 'idle') return this.#connection.close()",
        replace: "if (this.#phase !== 'request') return this.#connection.close()",
      },
    ],
    fails: ['deadline.waits-for-its-answer'],
  },
  {
    name: 'idle-since-it-asked',
    stage: 5,
    sentence: 'counts the pause of a client from its request instead of from the answer',
    changes: [
      {
        file: 'stages/05-nonblocking/client-patience.ts',
        find: '      this.#phase = phase\n      this.#requests = requests\n      this.#since = now',
        replace:
          "      if (!(this.#phase === 'answer' && phase === 'idle')) this.#since = now\n      this.#phase = phase\n      this.#requests = requests",
      },
    ],
    fails: ['deadline.waits-for-its-answer'],
  },
  {
    name: 'deadline-for-the-first-only',
    stage: 5,
    sentence: 'has a deadline for the first request of a connection, and none for the next',
    changes: [
      {
        file: 'stages/05-nonblocking/client-patience.ts',
        find: "if (this.#phase === 'request') return requestMs",
        replace: "if (this.#phase === 'request') return this.#requests === 0 ? requestMs : Number.POSITIVE_INFINITY",
      },
    ],
    fails: ['deadline.half-head'],
  },
  {
    name: 'blames-the-backend',
    stage: 5,
    sentence: 'takes a client that pauses in its upload for a backend that is late',
    changes: [
      {
        file: 'stages/03-forward/backend-connection.ts',
        find: 'if (this.#paused || clientSends || reads) this',
        replace: 'if (this.#paused || (clientSends && false) || reads) this',
      },
    ],
    fails: ['deadline.slow-upload-in-time'],
  },
  {
    name: 'blames-the-backend-for-the-reader',
    stage: 5,
    sentence: 'takes a client that pauses in its download for a backend that is late',
    changes: [
      {
        file: 'stages/03-forward/backend-connection.ts',
        find: 'if (this.#paused || clientSends || reads) this',
        replace: 'if (clientSends || reads) this',
      },
    ],
    fails: ['deadline.slow-reader'],
  },
  {
    name: 'late-is-no-failure',
    stage: 5,
    sentence: 'takes a backend that is late again and again for a healthy one',
    changes: [
      {
        file: 'stages/03-forward/exchange.ts',
        find: 'if (backend !== undefined && !failure.incidental) this',
        replace: 'if (backend !== undefined && !failure.incidental && failure.error.status !== 504) this',
      },
    ],
    fails: ['health.late'],
  },
  {
    name: 'any-octet-renews-the-answer',
    stage: 5,
    sentence: 'gives a backend its whole time again with each octet of a head',
    changes: [
      {
        file: 'stages/03-forward/backend-connection.ts',
        find: '    this.#reader.push(bytes)\n    this.#read()\n',
        replace: '    this.#reader.push(bytes)\n    this.#watch()\n    this.#read()\n',
      },
    ],
    fails: ['deadline.slow-answer-head'],
  },
  {
    name: 'failures-add-up',
    stage: 5,
    sentence: 'counts the failures of a backend without heeding its answers',
    changes: [
      { file: 'stages/05-nonblocking/backend-health.ts', find: '      record.failures[witness] = 0\n', replace: '' },
    ],
    fails: ['health.in-a-row'],
  },
  {
    name: 'third-rest-for-ever',
    stage: 5,
    sentence: 'lets a backend rest twice, and the third time for ever',
    changes: [
      {
        file: 'stages/05-nonblocking/backend-health.ts',
        find: 'record.restsUntil = this.#now() + this.#restMs',
        replace:
          'record.rests = (record.rests ?? 0) + 1\n    record.restsUntil = record.rests > 2 ? Number.POSITIVE_INFINITY : this.#now() + this.#restMs',
      },
      {
        file: 'stages/05-nonblocking/backend-health.ts',
        find: '  restsUntil: number\n',
        replace: '  restsUntil: number\n  rests?: number\n',
      },
    ],
    fails: ['health.comes-back'],
  },
  {
    name: 'rests-longer-each-time',
    stage: 5,
    sentence: 'lets a backend rest four times as long as the last time',
    changes: [
      {
        file: 'stages/05-nonblocking/backend-health.ts',
        find: 'record.restsUntil = this.#now() + this.#restMs',
        replace:
          'record.rests = (record.rests ?? 0) + 1\n    record.restsUntil = this.#now() + this.#restMs * 4 ** (record.rests - 1)',
      },
      {
        file: 'stages/05-nonblocking/backend-health.ts',
        find: '  restsUntil: number\n',
        replace: '  restsUntil: number\n  rests?: number\n',
      },
    ],
    fails: ['health.comes-back'],
  },
  {
    name: 'stop-drops-the-tail',
    stage: 5,
    sentence: 'closes behind the first answer when it is asked to stop, whoever is pipelined behind',
    changes: [
      {
        file: 'stages/04-pipelining/turn.ts',
        find: 'return !this.client.isStopping || !this.#slot.isBack',
        replace: 'return !this.client.isStopping',
      },
    ],
    fails: ['stop.finishes-what-is-open'],
  },
  {
    name: 'stop-cuts-uploads',
    stage: 5,
    sentence: 'cuts off who is sending a request when it is asked to stop',
    changes: [
      {
        file: 'stages/04-pipelining/client-connection.ts',
        find: "if (this.phase === 'idle') this.close()\n  }",
        replace: "if (this.phase === 'idle' || this.phase === 'request') this.close()\n  }",
      },
    ],
    fails: ['stop.finishes-what-is-open'],
  },
]
