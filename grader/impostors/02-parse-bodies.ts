// Impostors of stage 2 that find the end of a body, or of a head, in the wrong place.
import { change, changes } from './02-parse-change.ts'
import type { Impostor } from './impostor.ts'

const READER = 'stages/02-parse/request-reader.ts'
const BODY = 'stages/02-parse/body.ts'
const BUFFER = 'stages/02-parse/receive-buffer.ts'
const ACCOUNT = 'stages/02-parse/account.ts'

export const BODY_IMPOSTORS: readonly Impostor[] = [
  change(
    'wants-a-length',
    'refuses a POST that says nothing of a body',
    READER,
    'const { fields, host, framing } =',
    "if (method === 'POST' && !/^(content-length|transfer-encoding):/im.test(text)) throw badRequest('no length')\n    const { fields, host, framing } =",
  ),
  change(
    'counts-characters',
    'counts the characters of a body',
    ACCOUNT,
    '+= event.bytes.length',
    '+= event.bytes.toString().length',
  ),
  change(
    'reads-octal',
    'reads a length with a zero in front as octal',
    BODY,
    'const bytes = Number(value)',
    "const bytes = Number.parseInt(value, value.startsWith('0') ? 8 : 10)",
  ),
  changes(
    'parses-lengths',
    'reads a length with parseInt',
    [BODY, 'if (!/^\\d+$/.test(value))', 'if (Number.isNaN(Number.parseInt(value, 10)))'],
    [BODY, 'const bytes = Number(value)', 'const bytes = Math.max(0, Number.parseInt(value, 10))'],
  ),
  change(
    'wraps-lengths',
    'counts lengths in 64 bits',
    BODY,
    'const bytes = Number(value)',
    'const bytes = Number(BigInt.asUintN(64, BigInt(value)))',
  ),
  change(
    'takes-first-length',
    'takes the first of two lengths',
    BODY,
    'if (values.length > 1)',
    'if (values.length > 9)',
  ),
  changes(
    'falls-over-lengths',
    'falls over a length that is no number',
    [BODY, 'if (values.length > 1)', 'if (values.length > 9)'],
    [BODY, "if (!/^\\d+$/.test(value)) throw badRequest('", "if (!/^\\d+$/.test(values.join())) throw new TypeError('"],
  ),
  changes(
    'believes-the-end',
    'takes the end of the stream for the end of a body',
    [READER, "if (this.state !== 'idle')", "if (this.state === 'head')"],
    [ACCOUNT, '() => socket.end(),', '() => (head ? finishWith(accountReply(head)) : socket.end()),'],
  ),
  change(
    'knows-no-chunks',
    'does not look at Transfer-Encoding',
    BODY,
    "if (fields.has('transfer-encoding'))",
    'if (version === undefined)',
  ),
  change(
    'knows-no-extensions',
    'falls over a chunk extension',
    BODY,
    'CHUNK_LINE.exec(line)',
    '/^0*([0-9A-Fa-f]{1,12})$/.exec(line)',
  ),
  change(
    'refuses-trailers',
    'takes trailers for a fault',
    BODY,
    'else checkFieldLine(line)',
    "else throw badRequest('trailers')",
  ),
  changes('parses-chunk-sizes', 'reads a chunk size with parseInt, and skips two octets behind the data', [
    BODY,
    'const match = CHUNK_LINE.exec(line)',
    'const size16 = Math.abs(Number.parseInt(line, 16))\n    const match = Number.isNaN(size16) ? null : [line, size16.toString(16)]',
  ]),
  changes(
    'wraps-chunk-sizes',
    'counts chunk sizes in 32 bits',
    [BODY, '{1,12})((?:', '{1,})((?:'],
    [BODY, 'Number.parseInt(match[1] as string, 16)', 'Number(BigInt.asUintN(32, BigInt(`0x${match[1]}`)))'],
  ),
  change(
    'takes-both-lengths',
    'lets chunked win over a length and says nothing',
    BODY,
    'if (hasLength) throw',
    'if (!hasLength && false) throw',
  ),
  change(
    'looks-for-the-word-chunked',
    'finds chunked anywhere in a Transfer-Encoding',
    BODY,
    "if (codings.length === 1 && codings[0] === 'chunked')",
    "if (codings.join().includes('chunked'))",
  ),
  change(
    'one-read-one-request',
    'takes what one read brings for a whole request',
    READER,
    'if (text === undefined) {\n      this.#refuseEarly()',
    "if (text === undefined) {\n      if (this.#buffer.length > 0) throw badRequest('half a request')",
  ),
  change(
    'looks-in-the-newest-piece',
    'looks for the empty line only in what has just come',
    BUFFER,
    'this.#searched = Math.max(this.#start, this.#end - HEAD_END.length + 1)',
    'this.#searched = this.#end',
  ),
  change(
    'wants-line-ends-whole',
    'takes a line end that is cut in two for none',
    BUFFER,
    "if (this.length < 2) return 'not yet'",
    "if (this.length < 2) return 'not there'",
  ),
  change(
    'does-not-wait',
    'takes the end of a line at the end of a read for the end of the head',
    ACCOUNT,
    'reader.push(bytes)',
    "reader.push(head === undefined && /[^\\n]\\r\\n$/.test(bytes.toString('latin1')) ? Buffer.concat([bytes, Buffer.from('\\r\\n')]) : bytes)",
  ),
]
