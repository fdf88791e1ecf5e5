// Impostors of stage 4 that keep something of one message for the next, or read the signs of persistence in some answers only.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is another file's text
import type { Impostor } from './impostor.ts'

export const LEFTOVER_IMPOSTORS: readonly Impostor[] = [
  {
    name: 'half-head-remembered',
    stage: 4,
    sentence: 'remembers of one request’s head how much had come, and reads the next from there',
    changes: [
      {
        file: 'stages/02-parse/request-reader.ts',
        find: '    this.#checkedBytes = 0\n    const head',
        replace: '    const head',
      },
    ],
    fails: ['keepalive.heads-in-pieces'],
    mayFail: ['pipelining.any-cut'],
  },
  {
    name: 'half-answer-head-remembered',
    stage: 4,
    sentence: 'remembers of one answer’s head how much had come, and reads the next from there',
    changes: [
      {
        file: 'stages/03-forward/response-reader.ts',
        find: '      this.#checkedBytes = 0\n      const unowned',
        replace: '      const unowned',
      },
    ],
    fails: ['keepalive.heads-in-pieces'],
  },
  {
    name: 'keeps-the-bodiless',
    stage: 4,
    sentence: 'uses a backend’s connection again that has said Connection: close with an answer without a body',
    changes: [
      {
        file: 'stages/04-pipelining/reuse.ts',
        find: "!== 'until-close' && persists(response)",
        replace: "!== 'until-close' && (response.framing.type === 'none' || persists(response))",
      },
    ],
    fails: ['pool.announced-close'],
  },
  {
    name: 'keeps-the-chunked',
    stage: 4,
    sentence: 'uses a backend’s connection again that has said Connection: close with an answer in chunks',
    changes: [
      {
        file: 'stages/04-pipelining/reuse.ts',
        find: "!== 'until-close' && persists(response)",
        replace: "!== 'until-close' && (response.framing.type === 'chunked' || persists(response))",
      },
    ],
    fails: ['pool.announced-close'],
  },
  {
    name: 'keep-alive-beats-close',
    stage: 4,
    sentence: 'keeps a connection whose client says both keep-alive and close',
    changes: [
      {
        file: 'stages/04-pipelining/reuse.ts',
        find: "if (options.includes('close')) return false",
        replace: "if (options.includes('keep-alive')) return true\n  if (options.includes('close')) return false",
      },
    ],
    fails: ['keepalive.close'],
  },
  {
    name: 'keeps-10-behind-no-length',
    stage: 4,
    sentence: 'keeps the connection of a client of HTTP/1.0 behind an answer that only its end could end',
    changes: [
      {
        file: 'stages/03-forward/answer.ts',
        find: 'this.#host.mayPersist() && !this.#untilClose',
        replace: 'this.#host.mayPersist()',
      },
    ],
    fails: ['keepalive.http-10'],
  },
  {
    name: 'one-limit-for-all-bodies',
    stage: 4,
    sentence: 'counts the bodies of all requests of a connection against the limit of one',
    changes: [
      {
        file: 'stages/02-parse/request-reader.ts',
        find: 'this.#body = bodyReaderFor(head.framing, this.#limits.bodyBytes)',
        replace: 'this.#body = bodyReaderFor(head.framing, this.#limits.bodyBytes - this.#used)',
      },
      {
        file: 'stages/02-parse/request-reader.ts',
        find: "if (read !== 'end') return",
        replace: "if (read !== 'end') this.#used += read.length\n    if (read !== 'end') return",
      },
      {
        file: 'stages/02-parse/request-reader.ts',
        find: '  #checkedBytes = 0\n',
        replace: '  #checkedBytes = 0\n  #used = 0\n',
      },
    ],
    fails: ['keepalive.body-limit'],
  },
  {
    name: 'lends-before-it-answers',
    stage: 4,
    sentence: 'lends a connection again whose client has gone before the answer to a GET began',
    changes: [
      {
        file: 'stages/03-forward/backend-connection.ts',
        find: '    if (this.#awaiting.find(each => !each.isOver) === undefined || this.#speaking === exchange)',
        replace:
          "    if (!this.#heard && exchange.request.method === 'GET') {\n      this.#awaiting.remove(exchange)\n      return this.#settings.onFree(this)\n    }\n    if (this.#awaiting.find(each => !each.isOver) === undefined || this.#speaking === exchange)",
      },
    ],
    fails: ['isolation.left-behind'],
  },
  {
    name: 'repeats-a-begun-post',
    stage: 4,
    sentence: 'sends a POST again when its backend has closed behind half a status line',
    changes: [
      {
        file: 'stages/03-forward/backend-connection.ts',
        find: 'error, unsent: false, begun',
        replace:
          'error, unsent: bears && this.#heard && this.#speaking === undefined && /in the middle/.test(error.message), begun',
      },
    ],
    fails: ['pool.post-once'],
  },
  {
    name: 'loses-what-follows-trailers',
    stage: 4,
    sentence: 'drops what the same read has brought behind trailers',
    changes: [
      {
        file: 'stages/02-parse/body.ts',
        find: 'this.#passTrailer(line)\n          break',
        replace:
          "this.#passTrailer(line)\n          if (line === '' && this.#trailerBytes > 0 && buffer.length > 0) buffer.takeUpTo(buffer.length)\n          break",
      },
    ],
    fails: ['pipelining.any-cut', 'pipelining.bodies'],
  },
]
