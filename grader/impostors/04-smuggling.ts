// Impostors of stage 4 that take a body for a request, or what is left of an answer for the next one.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is another file's text
import type { Impostor } from './impostor.ts'

export const SMUGGLING_IMPOSTORS: readonly Impostor[] = [
  {
    name: 'resumes-behind-an-error',
    stage: 4,
    sentence: 'goes on behind an error as if the body of the request had come whole',
    changes: [
      {
        file: 'stages/04-pipelining/turn.ts',
        find: 'if (!this.exchange.requestComplete || !persists(this.exchange.request)) return false',
        replace: 'if (!persists(this.exchange.request)) return false',
      },
      {
        file: 'stages/04-pipelining/client-connection.ts',
        find: 'if (last) return this.close()\n',
        replace:
          'if (last) return this.close()\n    if (this.#sending?.isOver && !this.#sending.requestComplete) {\n      this.#sending = undefined\n      this.#reader = new RequestReader(this.#settings.limits)\n    }\n',
      },
    ],
    fails: ['smuggling.body-behind-an-error', 'pool.half-sent-request', 'expect.refused-then-next'],
    mayFail: ['pool.upload-whole-or-not'],
  },
  {
    name: 'pools-half-sent',
    stage: 4,
    sentence: 'uses a backend’s connection again that still waits for the rest of a request',
    changes: [
      {
        file: 'stages/03-forward/backend-connection.ts',
        find: 'const reusable = this.#reusable && exchange.requestComplete',
        replace: 'const reusable = this.#reusable',
      },
    ],
    fails: ['pool.half-sent-request', 'expect.refused-then-next'],
  },
  {
    name: 'length-wins',
    stage: 4,
    sentence: 'takes the length where both Content-Length and Transfer-Encoding are there, and goes on behind it',
    changes: [
      {
        file: 'stages/02-parse/body.ts',
        find: "if (hasLength) throw badRequest('both Content-Length and Transfer-Encoding (RFC 9112 §6.1)')",
        replace: "if (hasLength) return lengthFraming(fields.valuesOf('content-length'))",
      },
    ],
    fails: ['smuggling.length-and-chunked', 'broken.two-framings', 'parse.length-and-chunked'],
  },
  {
    name: 'anything-with-chunked',
    stage: 4,
    sentence: 'takes every Transfer-Encoding that contains the word for chunked, and lets it win over a length',
    changes: [
      {
        file: 'stages/02-parse/body.ts',
        find: "if (hasLength) throw badRequest('both Content-Length and Transfer-Encoding (RFC 9112 §6.1)')",
        replace: "if (fields.valuesOf('transfer-encoding').join().includes('chunked')) return CHUNKED",
      },
      {
        file: 'stages/03-forward/forwarding.ts',
        find: "const NOT_TO_BACKEND: ReadonlySet<string> = new Set([...HOP_BY_HOP, 'host', ",
        replace: "const NOT_TO_BACKEND: ReadonlySet<string> = new Set([...HOP_BY_HOP, 'host', 'content-length', ",
      },
      {
        file: 'stages/03-forward/forwarding.ts',
        find: "if (request.framing.type === 'chunked') text += CHUNKED_LINE",
        replace:
          "if (request.framing.type === 'chunked') text += CHUNKED_LINE\n  if (request.framing.type === 'length') text += `Content-Length: ${request.framing.bytes}\\r\\n`",
      },
    ],
    fails: [
      'smuggling.length-and-chunked',
      'smuggling.odd-codings-behind',
      'broken.two-framings',
      'parse.codings-malformed',
      'parse.codings-unknown',
      'parse.length-and-chunked',
    ],
  },
  {
    name: 'bodies-only-for-posts',
    stage: 4,
    sentence: 'takes the body of a GET, a HEAD or a DELETE for the next request',
    changes: [
      {
        file: 'stages/02-parse/request-reader.ts',
        find: 'host: authority ?? host, version, fields, framing }',
        replace: 'host: authority ?? host, version, fields, framing: /^P/.test(method) ? framing : NO_BODY }',
      },
      {
        file: 'stages/03-forward/forwarding.ts',
        find: 'text += endToEndLines(request.fields, NOT_TO_BACKEND, added)',
        replace:
          "const dropped = /^P/.test(request.method) ? NOT_TO_BACKEND : new Set([...NOT_TO_BACKEND, 'content-length'])\n  text += endToEndLines(request.fields, dropped, added)",
      },
    ],
    fails: ['smuggling.body-with-a-request', 'request.any-method-with-body'],
  },
  {
    name: 'drops-all-that-connection-names',
    stage: 4,
    sentence: 'drops every field that Connection names, Content-Length and all',
    changes: [
      {
        file: 'stages/03-forward/forwarding.ts',
        find: 'const nominated = named.some(key => END_TO_END.has(key)) ? named.filter(key => !END_TO_END.has(key)) : named',
        replace: 'const nominated = named',
      },
    ],
    fails: ['smuggling.connection-names-framing', 'hop.named-framing'],
  },
  {
    name: 'tunnel-on-upgrade',
    stage: 4,
    sentence: 'passes on unread what follows a request that asks for an upgrade',
    changes: [
      {
        file: 'stages/04-pipelining/client-connection.ts',
        find: "if (this.#state !== 'reading') return\n    this.#reader.push(bytes)",
        replace:
          "if (this.#state !== 'reading') return\n    const text = bytes.toString('latin1')\n    const end = text.indexOf('\\r\\n\\r\\n') + 4\n    if (/\\r\\nUpgrade:/i.test(text.slice(0, end)) && end < text.length) {\n      this.#reader.push(bytes.subarray(0, end))\n      this.#read()\n      setTimeout(() => this.#sending0?.sendRaw(bytes.subarray(end)), 5)\n      return\n    }\n    this.#reader.push(bytes)",
      },
      {
        file: 'stages/04-pipelining/client-connection.ts',
        find: 'this.#sending = exchange\n',
        replace: 'this.#sending = exchange\n    this.#sending0 = exchange\n',
      },
      {
        file: 'stages/04-pipelining/client-connection.ts',
        find: '#unsafeOpen = false\n  #backendFull',
        replace: '#unsafeOpen = false\n  #sending0\n  #backendFull',
      },
      {
        file: 'stages/03-forward/exchange.ts',
        find: '/** The client has gone. */',
        replace:
          'sendRaw(bytes: Buffer): void {\n    this.#carriage?.send(bytes)\n  }\n\n  /** The client has gone. */',
      },
    ],
    fails: ['smuggling.upgrade', 'target.upgrade'],
  },
  {
    name: 'keeps-the-surplus',
    stage: 4,
    sentence: 'keeps what stands behind an answer, as the beginning of the next one on that connection',
    changes: [
      {
        file: 'stages/03-forward/backend-connection.ts',
        find: 'if (!reusable || (this.#awaiting.size === 0 && !this.#reader.isIdle)) this.close()',
        replace: 'if (!reusable) this.close()',
      },
      {
        file: 'stages/03-forward/backend-connection.ts',
        find: '    if (this.#awaiting.size === 0) this.close()\n    this.#heard = true',
        replace: '    this.#heard = true',
      },
      {
        file: 'stages/03-forward/backend-connection.ts',
        find: "while (!this.#paused && this.#state === 'open') {",
        replace:
          "while (!this.#paused && this.#state === 'open' && (this.#awaiting.size > 0 || this.backendFinished)) {",
      },
    ],
    fails: ['desync.octets-behind-an-answer', 'desync.body-where-there-is-none', 'isolation.failing-backends'],
  },
  {
    name: 'passes-control-octets',
    stage: 4,
    sentence: 'takes every octet but LF for a part of a field',
    changes: [
      {
        file: 'stages/02-parse/grammar.ts',
        find: 'const FIELD_LINE = `${TOKEN}:[\\\\t -~\\\\x80-\\\\xff]*`',
        replace: 'const FIELD_LINE = `${TOKEN}:[^\\\\n]*`',
      },
    ],
    fails: ['desync.control-octets', 'broken.field-lines', 'parse.bare-cr', 'parse.header-nul'],
  },
  {
    name: 'drops-the-length-of-answers',
    stage: 4,
    sentence: 'drops the Content-Length of an answer whose Connection names it',
    changes: [
      {
        file: 'stages/03-forward/forwarding.ts',
        find: 'text += endToEndLines(fields, status === 204 ? NOT_IN_204 : HOP_BY_HOP, added)',
        replace: 'text += fields.without(status === 204 ? NOT_IN_204 : HOP_BY_HOP, fields.connectionOptions, added)',
      },
    ],
    fails: ['smuggling.connection-names-framing'],
  },
]
