// Impostors of stage 3: forwarders that misread chunks and lengths.
import type { Impostor } from './impostor.ts'

export const CHUNK_IMPOSTORS: readonly Impostor[] = [
  {
    name: 'half-size-line-refused',
    stage: 3,
    sentence: 'wants the size line of a chunk in one piece',
    changes: [
      {
        file: 'stages/02-parse/body.ts',
        find: 'const line = takeLimitedLine(buffer, CHUNK_LINE_LIMIT_BYTES)',
        replace:
          "const line = takeLimitedLine(buffer, CHUNK_LINE_LIMIT_BYTES)\n          if (line === undefined && buffer.length > 0) throw badRequest('half a line')",
      },
    ],
    fails: ['chunked.cut-points', 'parse.byte-by-byte', 'parse.every-chunk-cut', 'response.cut-points'],
  },
  {
    name: 'last-chunk-searched',
    stage: 3,
    sentence: 'looks for the last chunk in the data',
    changes: [
      {
        file: 'stages/02-parse/body.ts',
        find: "if (this.#left === 0) this.#at = 'data end'",
        replace:
          "const last = bytes.indexOf('\\r\\n0\\r\\n\\r\\n')\n          if (last !== -1) this.#at = 'done'\n          if (last !== -1) return bytes.subarray(0, last)\n          if (this.#left === 0) this.#at = 'data end'",
      },
    ],
    fails: ['chunked.last-chunk-inside', 'parse.chunked', 'response.chunked'],
  },
  {
    name: 'no-extensions',
    stage: 3,
    sentence: 'reads chunk sizes without extensions only',
    changes: [
      {
        file: 'stages/02-parse/body.ts',
        find: 'const match = CHUNK_LINE.exec(line)',
        replace: 'const match = /^0*([0-9A-Fa-f]{1,12})$/.exec(line)',
      },
    ],
    fails: ['chunked.extensions', 'parse.chunk-extensions', 'response.chunk-extras'],
  },
  {
    name: 'no-trailers',
    stage: 3,
    sentence: 'takes a trailer for an error',
    changes: [
      {
        file: 'stages/02-parse/body.ts',
        find: 'else checkFieldLine(line)',
        replace: "else throw badRequest('what is this line?')",
      },
    ],
    fails: ['chunked.trailers', 'parse.trailers', 'response.chunk-extras'],
  },
  {
    name: 'no-empty-chunks',
    stage: 3,
    sentence: 'wants something before the last chunk',
    changes: [
      {
        file: 'stages/02-parse/body.ts',
        find: '  #trailerBytes = 0\n',
        replace: '  #trailerBytes = 0\n  #chunks = 0\n',
      },
      {
        file: 'stages/02-parse/body.ts',
        find: '    this.#roomBytes -= size\n',
        replace:
          "    this.#chunks += 1\n    if (size === 0 && this.#chunks === 1) throw badRequest('no body')\n    this.#roomBytes -= size\n",
      },
    ],
    fails: ['chunked.empty', 'parse.chunked', 'response.chunked'],
  },
  {
    name: 'sizes-by-number-parser',
    stage: 3,
    sentence: 'leaves chunk sizes to the number parser',
    changes: [
      {
        file: 'stages/02-parse/body.ts',
        find: "    if (match === null) throw badRequest('a chunk does not begin with its size (RFC 9112 §7.1)')\n    const size = Number.parseInt(match[1] as string, 16)",
        replace:
          "    const size = Number(match === null ? Number.parseInt(line, 16) : Number.parseInt(match[1] as string, 16))\n    if (Number.isNaN(size)) throw badRequest('no size')",
      },
    ],
    fails: ['chunked.malformed', 'cut.bad-chunk', 'parse.chunks-malformed'],
  },
  {
    name: 'lengths-by-number-parser',
    stage: 3,
    sentence: 'leaves lengths to the number parser',
    changes: [
      {
        file: 'stages/02-parse/body.ts',
        find: 'if (!/^\\d+$/.test(value)) throw',
        replace: 'if (Number.isNaN(Number.parseInt(value, 10))) throw',
      },
      {
        file: 'stages/02-parse/body.ts',
        find: 'const bytes = Number(value)',
        replace: 'const bytes = Number.parseInt(value, 10)',
      },
    ],
    fails: [
      'broken.lengths',
      'parse.length-malformed',
      'parse.lengths-differ',
      'parse.lengths-equal',
      'parse.neighbours',
    ],
  },
  {
    name: 'odd-codings-copied',
    stage: 3,
    sentence: 'passes a Transfer-Encoding on that it does not know',
    changes: [
      {
        file: 'stages/02-parse/body.ts',
        find: "if (fields.has('transfer-encoding')) {",
        replace: "if (fields.membersOf('transfer-encoding').join() === 'chunked') {",
      },
      {
        file: 'stages/03-forward/forwarding.ts',
        find: 'return fields.without(dropped, nominated, added)',
        replace:
          "const isOurs = fields.membersOf('transfer-encoding').join() === 'chunked'\n  const kept = isOurs ? dropped : new Set([...dropped].filter(key => key !== 'transfer-encoding'))\n  return fields.without(kept, nominated, added)",
      },
    ],
    fails: ['errors.whole', 'parse.codings-malformed', 'parse.codings-unknown', 'smuggling.odd-codings'],
  },
]
