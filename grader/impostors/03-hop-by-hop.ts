// Impostors of stage 3: forwarders that pass on what is for one hop only, or change what is not.
import type { Impostor } from './impostor.ts'

export const HOP_BY_HOP_IMPOSTORS: readonly Impostor[] = [
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
    fails: ['hop.request', 'hop.response', 'target.upgrade'],
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
    fails: ['hop.request', 'hop.response'],
  },
  {
    name: 'connection-not-heeded',
    stage: 3,
    sentence: 'drops Connection and passes on what it names',
    changes: [
      {
        file: 'stages/03-forward/forwarding.ts',
        find: 'const named = fields.connectionOptions',
        replace: 'const named: readonly string[] = []',
      },
    ],
    fails: ['hop.request-named', 'hop.response'],
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
    fails: ['hop.named-framing'],
  },
  {
    name: 'errors-rewritten',
    stage: 3,
    sentence: 'answers every error of a backend with its own 502',
    changes: [
      {
        file: 'stages/03-forward/forwarding.ts',
        find: 'HTTP/1.1 ${status} ${reason}',
        replace: 'HTTP/1.1 ${status > 499 ? 502 : status} ${reason}',
      },
    ],
    fails: ['forward.status'],
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
    fails: ['forward.redirect'],
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
    fails: ['forward.reason'],
  },
  {
    name: 'names-compared-exactly',
    stage: 3,
    sentence: 'knows names in their usual spelling only',
    changes: [
      {
        file: 'stages/02-parse/field.ts',
        find: 'const key = name.toLowerCase()',
        replace: 'const key = /^[A-Z][a-z]/.test(name) ? name.toLowerCase() : name',
      },
    ],
    fails: ['forward.field-case', 'hop.request', 'hop.request-named', 'parse.header-case', 'target.upgrade'],
  },
  {
    name: 'version-copied',
    stage: 3,
    sentence: 'copies the version of the backend',
    changes: [
      {
        file: 'stages/03-forward/forwarding.ts',
        find: 'HTTP/1.1 ${status} ${reason}',
        replace: 'HTTP/${response.version} ${status} ${reason}',
      },
    ],
    fails: ['forward.backend-http10'],
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
    fails: ['http10.no-host'],
  },
]
