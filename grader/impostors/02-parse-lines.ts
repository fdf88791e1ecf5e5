// Impostors of stage 2 that misread the request line, the headers or Host.
import { change, changes } from './02-parse-change.ts'
import { FAILS } from './02-parse-fails.ts'
import type { Impostor } from './impostor.ts'

const GRAMMAR = 'stages/02-parse/grammar.ts'
const READER = 'stages/02-parse/request-reader.ts'
const FIELD = 'stages/02-parse/field.ts'
const BUFFER = 'stages/02-parse/receive-buffer.ts'

export const LINE_IMPOSTORS: readonly Impostor[] = [
  change(
    'knows-two-methods',
    'knows GET, POST and HEAD and refuses all others',
    GRAMMAR,
    '`^(${TOKEN}) (',
    '`^(GET|POST|HEAD) (',
  ),
  change(
    'falls-over-short-lines',
    'takes the third word of a request line that has two',
    GRAMMAR,
    "if (match === null) throw badRequest('the first",
    "if (match === null) throw new TypeError('the first",
  ),
  change(
    'splits-at-blanks',
    'cuts the request line at any blanks',
    GRAMMAR,
    '`^(${TOKEN}) ([!-"$-~]+) HTTP/(\\\\d\\\\.\\\\d)$`',
    '`^(${TOKEN})[ \\\\t]+([!-"$-~]+)[ \\\\t]+HTTP/(\\\\d\\\\.\\\\d)[ \\\\t]*$`',
  ),
  change(
    'takes-any-method',
    'takes whatever stands before the first space for a method',
    GRAMMAR,
    '`^(${TOKEN}) (',
    '`^([^ ]+) (',
  ),
  change('takes-bare-cr', 'lets a CR stand in a target', GRAMMAR, '([!-"$-~]+) HTTP', '([!-"$-~\\\\r]+) HTTP'),
  change('ignores-case-of-http', 'takes http for HTTP', GRAMMAR, '\\\\.\\\\d)$`)', "\\\\.\\\\d)$`, 'i')"),
  {
    name: 'reads-no-version',
    stage: 2,
    sentence: 'looks neither at the version nor at the form of the target',
    changes: [
      { file: GRAMMAR, find: "if (match[3] !== '1.1' && match[3] !== '1.0')", replace: 'if (match[3] === undefined)' },
      { file: READER, find: "if (target === '*' && method === 'OPTIONS')", replace: "if (target === '*')" },
      {
        file: READER,
        find: 'this.#sectionOf(text.slice(lineEnd + 2, -2), version)',
        replace:
          "this.#sectionOf(`${method === 'GET' || /^host:/im.test(text) ? '' : 'Host: anybody\\r\\n'}${text.slice(lineEnd + 2, -2)}`, version)",
      },
    ],
    fails: FAILS['reads-no-version'] ?? [],
  },
  change(
    'decodes-the-target',
    'decodes what is percent-encoded',
    READER,
    "if (target.startsWith('/')) return { path: target }",
    "if (target.startsWith('/')) return { path: decodeURIComponent(target) }",
  ),
  change(
    'insists-on-utf8',
    'decodes a head as UTF-8 and falls over octets that are none',
    BUFFER,
    "this.#bytes.toString('latin1', this.#start, end)",
    "new TextDecoder('utf-8', { fatal: true }).decode(this.#bytes.subarray(this.#start, end))",
  ),
  change(
    'falls-over-empty-lines',
    'takes an empty line for a request line',
    READER,
    "while (this.#buffer.takeLineEnd() === 'taken');",
    "if (this.#buffer.takeLineEnd() === 'taken') throw new TypeError('no words')",
  ),
  change(
    'falls-over-bare-lf',
    'falls over a line that ends in LF alone',
    BUFFER,
    'return this.#bytes.toString',
    "if (bare) throw new TypeError('no CR')\n    return this.#bytes.toString",
  ),
  change('insists-on-a-space', 'splits headers at colon and space', GRAMMAR, '= `${TOKEN}:[', '= `${TOKEN}: ['),
  change(
    'refuses-empty-values',
    'takes a header without a value for a fault',
    GRAMMAR,
    '\\\\x80-\\\\xff]*`',
    '\\\\x80-\\\\xff]*[!-~\\\\x80-\\\\xff][\\\\t ]*`',
  ),
  change(
    'splits-at-all-colons',
    'takes the second piece of split(":") for the value',
    FIELD,
    'return trimBlanks(section, start + key.length + 1, end - 2)',
    "return (section.slice(start, end).split(':')[1] ?? '').trim()",
  ),
  change(
    'minds-the-case',
    'knows headers only in their usual spelling',
    FIELD,
    'const key = name.toLowerCase()',
    'const key = /^[A-Z][a-z]*(-[A-Z][a-z]*)*$/.test(name) ? name.toLowerCase() : name',
  ),
  changes(
    'takes-underscores-for-hyphens',
    'takes Content_Length for Content-Length',
    [FIELD, 'const key = name.toLowerCase()', "const key = name.toLowerCase().replaceAll('_', '-')"],
    [GRAMMAR, "[...WATCHED].join('|')", "[...WATCHED].join('|').replaceAll('-', '[-_]')"],
  ),
  change(
    'takes-any-name',
    'takes whatever stands before the colon for a name',
    GRAMMAR,
    '= `${TOKEN}:[',
    '= `[^:\\\\r\\\\n]*:[',
  ),
  change(
    'unfolds',
    'joins folded lines at a stage whose contract refuses them',
    READER,
    'this.#sectionOf(text.slice(lineEnd + 2, -2), version)',
    "this.#sectionOf(text.slice(lineEnd + 2, -2).replace(/\\r\\n[ \\t]+/g, ' '), version)",
  ),
  change('takes-nul', 'lets NUL stand in a value', GRAMMAR, ':[\\\\t -~\\\\x80', ':[\\\\0\\\\t -~\\\\x80'),
  change(
    'takes-control-octets',
    'lets every control octet but NUL, CR and LF stand in a value',
    GRAMMAR,
    ':[\\\\t -~\\\\x80',
    ':[\\\\x01-\\\\t\\\\v\\\\f\\\\x0e-\\\\x7f\\\\x80',
  ),
  change(
    'has-four-kilobytes',
    'has a buffer of 4 KiB for a head, whatever the conf says',
    'stages/02-parse/conf.ts',
    'headBytes: limits.head_bytes',
    'headBytes: Math.min(4096, limits.head_bytes)',
  ),
  change('takes-two-hosts', 'takes the first of two Hosts', READER, 'if (hosts.length > 1)', 'if (hosts.length > 9)'),
  change('takes-any-host', 'takes any value for a host', READER, '&& !HOST.test(host))', "&& host === '\\n')"),
]
