// Impostors of stage 3: forwarders that write wrong heads of requests.
import type { Impostor } from './impostor.ts'

export const REQUEST_HEAD_IMPOSTORS: readonly Impostor[] = [
  {
    name: 'target-root',
    stage: 3,
    sentence: 'asks every backend for /',
    changes: [
      {
        file: 'stages/03-forward/forwarding.ts',
        find: '${request.method} ${request.path} HTTP',
        replace: '${request.method} / HTTP',
      },
    ],
    fails: ['forward.get', 'parse.request', 'site.files', 'target.connect'],
  },
  {
    name: 'target-decoded',
    stage: 3,
    sentence: 'decodes the target before it passes it on',
    changes: [
      {
        file: 'stages/03-forward/forwarding.ts',
        find: '${request.path} HTTP',
        replace: '${decodeURI(request.path)} HTTP',
      },
    ],
    fails: ['forward.target', 'parse.encoded-target'],
  },
  {
    name: 'method-white-list',
    stage: 3,
    sentence: 'knows GET, HEAD and POST alone',
    changes: [
      {
        file: 'stages/02-parse/request-reader.ts',
        find: 'checkTarget(target, limits)\n    if (text',
        replace:
          "if (!/^(GET|HEAD|POST)$/.test(method)) throw new HttpError(501, 'client', 'what is that?')\n    checkTarget(target, limits)\n    if (text",
      },
    ],
    fails: ['forward.methods', 'parse.methods', 'site.errors'],
  },
  {
    name: 'unknown-fields-dropped',
    stage: 3,
    sentence: 'passes on no field that begins with X-',
    changes: [
      {
        file: 'stages/03-forward/forwarding.ts',
        find: 'return fields.without(dropped, nominated, added)',
        replace:
          'const own = fields.all.map(({ key }) => key).filter(key => /^x-(?!mark|prov)/.test(key))\n  return fields.without(dropped, [...nominated, ...own], added)',
      },
    ],
    fails: [
      'forward.blanks-around-values',
      'forward.request-fields',
      'forward.response-fields',
      'forward.same-name',
      'parse.request',
    ],
  },
  {
    name: 'value-to-second-colon',
    stage: 3,
    sentence: 'cuts field values at their first colon',
    changes: [
      {
        file: 'stages/03-forward/forwarding.ts',
        find: 'endToEndLines(request.fields, NOT_TO_BACKEND, added)',
        replace: "endToEndLines(request.fields, NOT_TO_BACKEND, added).replace(/^([^:\\r]+:[^:\\r]*):.*$/gm, '$1')",
      },
    ],
    fails: ['forward.request-fields', 'parse.header-colons', 'parse.header-eight-bit', 'site.not-modified'],
  },
  {
    name: 'colon-and-blank',
    stage: 3,
    sentence: 'wants a blank behind the colon of a field',
    changes: [
      {
        file: 'stages/02-parse/grammar.ts',
        find: 'const FIELD_LINE = `${TOKEN}:[',
        replace: 'const FIELD_LINE = `${TOKEN}: [',
      },
    ],
    fails: ['forward.blanks-around-values', 'parse.header-blanks'],
  },
  {
    name: 'last-field-wins',
    stage: 3,
    sentence: 'keeps fields in a map',
    changes: [
      {
        file: 'stages/02-parse/fields.ts',
        find: 'return from === 0 ? this.text : text + this.text.slice(from)',
        replace:
          "const kept = (text + this.text.slice(from)).split(/(?<=\\n)/)\n    return [...new Map(kept.map(line => [line.slice(0, line.indexOf(':')).toLowerCase(), line])).values()].join('')",
      },
    ],
    fails: ['forward.same-name', 'forward.set-cookie'],
  },
  {
    name: 'host-twice',
    stage: 3,
    sentence: 'sends its own Host and that of the client too',
    changes: [
      {
        file: 'stages/03-forward/forwarding.ts',
        find: "new Set([...HOP_BY_HOP, 'host', ",
        replace: 'new Set([...HOP_BY_HOP, ',
      },
    ],
    fails: ['forward.get', 'parse.request', 'target.connect'],
  },
  {
    name: 'host-invented',
    stage: 3,
    sentence: 'tells every backend that it is localhost',
    changes: [
      {
        file: 'stages/03-forward/forwarding.ts',
        find: 'Host: ${request.host ?? backendName}',
        replace: 'Host: localhost',
      },
    ],
    fails: ['forward.host', 'parse.request'],
  },
  {
    name: 'head-in-4-kib',
    stage: 3,
    sentence: 'reads a head into four kilobytes',
    changes: [
      {
        file: 'stages/02-parse/conf.ts',
        find: 'head_bytes: v.optional(bytes, 16_384)',
        replace: 'head_bytes: v.optional(bytes, 4096)',
      },
    ],
    fails: ['forward.long-field', 'parse.header-many'],
  },
  {
    name: 'target-absolute',
    stage: 3,
    sentence: 'passes targets in absolute form on as they are',
    changes: [
      {
        file: 'stages/03-forward/forwarding.ts',
        find: '${request.path} HTTP',
        replace: '${request.target} HTTP',
      },
    ],
    fails: ['target.absolute'],
  },
  {
    name: 'host-before-target',
    stage: 3,
    sentence: 'believes Host more than an absolute target',
    changes: [
      {
        file: 'stages/02-parse/request-reader.ts',
        find: 'host: authority ?? host,',
        replace: 'host: host ?? authority ?? null,',
      },
    ],
    fails: ['target.absolute-host'],
  },
  {
    name: 'asterisk-with-slash',
    stage: 3,
    sentence: 'puts a slash in front of *',
    changes: [
      {
        file: 'stages/03-forward/forwarding.ts',
        find: '${request.path} HTTP',
        replace: "${request.path.replace('*', '/*')} HTTP",
      },
    ],
    fails: ['target.asterisk'],
  },
  {
    name: 'connect-is-a-get',
    stage: 3,
    sentence: 'passes CONNECT on like any method',
    changes: [
      {
        file: 'stages/02-parse/request-reader.ts',
        find: "if (method === 'CONNECT') throw new HttpError(501, 'client', 'CONNECT is not implemented: this is no tunnel')",
        replace: "if (method === 'CONNECT') return { path: '/', authority: target }",
      },
    ],
    fails: ['target.connect'],
  },
  {
    name: 'method-in-capitals',
    stage: 3,
    sentence: 'writes methods in capitals',
    changes: [
      {
        file: 'stages/03-forward/forwarding.ts',
        find: '`${request.method} ${request.path}',
        replace: '`${request.method.toUpperCase()} ${request.path}',
      },
    ],
    fails: ['forward.methods'],
  },
  {
    name: 'inner-blanks-of-requests',
    stage: 3,
    sentence: 'makes one space of several blanks inside a value of a request',
    changes: [
      {
        file: 'stages/03-forward/forwarding.ts',
        find: 'text += endToEndLines(request.fields, NOT_TO_BACKEND, added)',
        replace: "text += endToEndLines(request.fields, NOT_TO_BACKEND, added).replace(/([^:]) {2,}/g, '$1 ')",
      },
    ],
    fails: ['forward.request-fields'],
  },
]
