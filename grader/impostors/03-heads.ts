// Impostors of stage 3: forwarders that write wrong heads.
import type { Impostor } from './impostor.ts'

export const HEAD_IMPOSTORS: readonly Impostor[] = [
  {
    name: 'target-root',
    stage: 3,
    sentence: 'asks every backend for /',
    changes: [
      {
        file: 'stages/03-forward/forwarding.ts',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it is another file's text
        find: '${request.method} ${request.path} HTTP',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it is another file's text
        replace: '${request.method} / HTTP',
      },
    ],
    fails: [],
  },
  {
    name: 'target-decoded',
    stage: 3,
    sentence: 'decodes the target before it passes it on',
    changes: [
      {
        file: 'stages/03-forward/forwarding.ts',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it is another file's text
        find: '${request.path} HTTP',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it is another file's text
        replace: '${decodeURI(request.path)} HTTP',
      },
    ],
    fails: [],
  },
  {
    name: 'method-white-list',
    stage: 3,
    sentence: 'knows GET, HEAD and POST alone',
    changes: [
      {
        file: 'stages/02-parse/request-reader.ts',
        find: '  checkTarget(target, limits)\n  if (text',
        replace:
          "  if (!/^(GET|HEAD|POST)$/.test(method)) throw new HttpError(501, 'client', 'what is that?')\n  checkTarget(target, limits)\n  if (text",
      },
    ],
    fails: [],
  },
  {
    name: 'unknown-fields-dropped',
    stage: 3,
    sentence: 'passes on no field that begins with X-',
    changes: [
      {
        file: 'stages/03-forward/forwarding.ts',
        find: 'if (dropped.has(key) ||',
        replace: 'if (/^x-(?!mark|prov)/.test(key) || dropped.has(key) ||',
      },
    ],
    fails: [],
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
    fails: [],
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
    fails: [],
  },
  {
    name: 'last-field-wins',
    stage: 3,
    sentence: 'keeps fields in a map',
    changes: [
      {
        file: 'stages/02-parse/grammar.ts',
        find: '  return fields\n',
        replace: '  return [...new Map(fields.map(each => [each.key, each])).values()]\n',
      },
    ],
    fails: [],
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
    fails: [],
  },
  {
    name: 'head-in-4-kib',
    stage: 3,
    sentence: 'reads a head into four kilobytes',
    changes: [
      {
        file: 'stages/02-parse/conf.ts',
        find: 'head_bytes: bytes.default(16_384)',
        replace: 'head_bytes: bytes.default(4096)',
      },
    ],
    fails: [],
  },
  {
    name: 'target-absolute',
    stage: 3,
    sentence: 'passes targets in absolute form on as they are',
    changes: [
      {
        file: 'stages/03-forward/forwarding.ts',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it is another file's text
        find: '${request.path} HTTP',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it is another file's text
        replace: '${request.target} HTTP',
      },
    ],
    fails: [],
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
    fails: [],
  },
  {
    name: 'asterisk-with-slash',
    stage: 3,
    sentence: 'puts a slash in front of *',
    changes: [
      {
        file: 'stages/03-forward/forwarding.ts',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it is another file's text
        find: '${request.path} HTTP',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it is another file's text
        replace: "${request.path.replace('*', '/*')} HTTP",
      },
    ],
    fails: [],
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
    fails: [],
  },
  {
    name: 'body-by-method',
    stage: 3,
    sentence: 'thinks that only POST, PUT and PATCH have bodies',
    changes: [
      {
        file: 'stages/02-parse/request-reader.ts',
        find: 'framing: framingOf(fields, version, limits) }',
        replace: "framing: method.startsWith('P') ? framingOf(fields, version, limits) : NO_BODY }",
      },
    ],
    fails: [],
  },
  {
    name: 'upgrade-copied',
    stage: 3,
    sentence: 'passes Upgrade and HTTP2-Settings on',
    changes: [
      {
        file: 'stages/03-forward/forwarding.ts',
        find: "  'upgrade', //",
        replace: '  //',
      },
      {
        file: 'stages/03-forward/forwarding.ts',
        find: "  'http2-settings', //",
        replace: '  //',
      },
      {
        file: 'stages/03-forward/forwarding.ts',
        find: "new Set(['content-length', 'host'])",
        replace: "new Set(['content-length', 'host', 'upgrade', 'http2-settings'])",
      },
    ],
    fails: [],
  },
  {
    name: 'keep-alive-copied',
    stage: 3,
    sentence: 'passes Keep-Alive, Proxy-Connection and TE on',
    changes: [
      {
        file: 'stages/03-forward/forwarding.ts',
        find: "  'keep-alive', //",
        replace: '  //',
      },
      {
        file: 'stages/03-forward/forwarding.ts',
        find: "  'proxy-connection', //",
        replace: '  //',
      },
      {
        file: 'stages/03-forward/forwarding.ts',
        find: "  'te', //",
        replace: '  //',
      },
    ],
    fails: [],
  },
  {
    name: 'connection-not-heeded',
    stage: 3,
    sentence: 'drops Connection and passes on what it names',
    changes: [
      {
        file: 'stages/03-forward/forwarding.ts',
        find: "const nominated = membersOf(fields, 'connection')",
        replace: 'const nominated: readonly string[] = []',
      },
    ],
    fails: [],
  },
  {
    name: 'connection-takes-all',
    stage: 3,
    sentence: 'drops all that Connection names, Content-Length too',
    changes: [
      {
        file: 'stages/03-forward/forwarding.ts',
        find: "new Set(['content-length', 'host'])",
        replace: 'new Set()',
      },
    ],
    fails: [],
  },
  {
    name: 'errors-rewritten',
    stage: 3,
    sentence: 'answers every error of a backend with its own 502',
    changes: [
      {
        file: 'stages/03-forward/forwarding.ts',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it is another file's text
        find: 'HTTP/1.1 ${status} ${reason}',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it is another file's text
        replace: 'HTTP/1.1 ${status > 499 ? 502 : status} ${reason}',
      },
    ],
    fails: [],
  },
  {
    name: 'location-rewritten',
    stage: 3,
    sentence: 'points every redirect at itself',
    changes: [
      {
        file: 'stages/03-forward/forwarding.ts',
        find: 'added)\n  if (chunked) text += ',
        replace: "added).replace(/^Location: .*$/im, 'Location: /')\n  if (chunked) text += ",
      },
    ],
    fails: [],
  },
  {
    name: 'reason-wanted',
    stage: 3,
    sentence: 'wants a reason behind the status',
    changes: [
      {
        file: 'stages/02-parse/grammar.ts',
        find: '(?: ([\\t -~\\x80-\\xff]*))?$/',
        replace: ' ([ -~]+)$/',
      },
    ],
    fails: [],
  },
  {
    name: 'names-compared-exactly',
    stage: 3,
    sentence: 'knows names in their usual spelling only',
    changes: [
      {
        file: 'stages/02-parse/grammar.ts',
        find: 'const key = name.toLowerCase()',
        replace: 'const key = /^[A-Z][a-z]/.test(name) ? name.toLowerCase() : name',
      },
    ],
    fails: [],
  },
  {
    name: 'version-copied',
    stage: 3,
    sentence: 'copies the version of the backend',
    changes: [
      {
        file: 'stages/03-forward/forwarding.ts',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it is another file's text
        find: 'HTTP/1.1 ${status} ${reason}',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it is another file's text
        replace: 'HTTP/${response.version} ${status} ${reason}',
      },
    ],
    fails: [],
  },
  {
    name: 'http10-without-host',
    stage: 3,
    sentence: 'sends no Host where the client sent none',
    changes: [
      {
        file: 'stages/03-forward/forwarding.ts',
        find: 'HTTP/1.1\\r\\nHost: ${request.host ?? backendName}\\r\\n`',
        replace: "HTTP/1.1\\r\\n${request.host === null ? '' : `Host: ${request.host || backendName}\\r\\n`}`",
      },
    ],
    fails: [],
  },
]
