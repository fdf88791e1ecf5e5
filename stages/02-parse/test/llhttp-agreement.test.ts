// A second opinion on what a request is: llhttp, which most Node programs read with. A proxy in front of such a program must
// not see a request where it sees another one, or none. So what llhttp refuses, we refuse, but for the table below.

import { METHODS } from 'node:http'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyRequest, knownMethod, mutated, requestWith } from './generated-requests.ts'
import { type Parsed, parseWithNode } from './node-parser.ts'
import { type Read, type Reading, readAll } from './read-all.ts'
import { SEED } from './seed.ts'
import { toBytes, toNotation } from './wire-notation.ts'

/** What we take and llhttp does not. `wire` proves that it is so; `isMeant` finds it among drawn inputs. */
interface Exception {
  readonly what: string
  readonly why: string
  readonly wire: string
  readonly codes: readonly (string | undefined)[]
  readonly isMeant: (text: string, ours: Reading) => boolean
}

const POST = 'POST / HTTP/1.1⏎Host: h⏎'
const CHUNKED = `${POST}Transfer-Encoding: chunked⏎⏎`
const GET = 'GET / HTTP/1.1⏎Host: h⏎'

const EXCEPTIONS: readonly Exception[] = [
  {
    what: 'methods that are not on its list',
    why: 'an intermediary passes on methods that it does not know (RFC 9110 §16.1)',
    wire: 'BREW /pot HTTP/1.1⏎Host: h⏎⏎',
    codes: ['HPE_INVALID_METHOD', 'HPE_INVALID_CONSTANT', 'HPE_INVALID_VERSION'],
    isMeant: (_text, { requests }) => requests.some(({ method }) => !METHODS.includes(method)),
  },
  {
    what: 'a tab behind chunked',
    why: 'blanks around a value are not part of it (RFC 9112 §5.1); it goes out again without them',
    wire: `${POST}Transfer-Encoding: chunked␉⏎⏎0⏎⏎`,
    codes: ['HPE_INVALID_TRANSFER_ENCODING'],
    isMeant: text => /transfer-encoding:[^\r\n]*chunked *\t/i.test(text),
  },
  {
    what: 'an empty member of the list behind chunked',
    why: 'a recipient ignores empty members (RFC 9110 §5.6.1)',
    wire: `${POST}Transfer-Encoding: chunked ,⏎⏎0⏎⏎`,
    codes: ['HPE_INVALID_TRANSFER_ENCODING'],
    isMeant: text => /transfer-encoding:[^\r\n]*chunked[ \t]*,/i.test(text),
  },
  {
    what: 'blanks in a chunk extension',
    why: 'the grammar has them, to be read and never sent (RFC 9112 §7.1.1); extensions are dropped here',
    wire: `${CHUNKED}5 ; a = b⏎hello⏎0⏎⏎`,
    codes: ['HPE_INVALID_CHUNK_SIZE', 'HPE_STRICT'],
    isMeant: text => /^[0-9a-f]+[ \t]*;?[^\r\n]*[ \t]/im.test(text),
  },
  {
    what: 'trailers with the names of framing fields',
    why: 'trailers are read for their end and dropped, so nobody is misled by them (RFC 9110 §6.5.1)',
    wire: `${CHUNKED}0⏎Content-Length: 9⏎⏎`,
    codes: ['HPE_INVALID_CONTENT_LENGTH', 'HPE_UNEXPECTED_CONTENT_LENGTH', 'HPE_INVALID_TRANSFER_ENCODING'],
    isMeant: text => /^0+(;[^\r\n]*)?\r\n([^\r\n]+\r\n)*(content-length|transfer-encoding):/im.test(text),
  },
  {
    what: 'octets behind the last request that a client means to send',
    why: 'the reader tells them; whether it is asked for them is up to the owner of the connection',
    wire: `${GET}Connection: close⏎⏎${GET}⏎`,
    codes: ['HPE_CLOSED_CONNECTION'],
    isMeant: text => /connection:[^\r\n]*close|HTTP\/1\.0/i.test(text),
  },
  {
    what: 'requests behind an offer to upgrade',
    why: 'Upgrade is not forwarded, so what follows is still HTTP (RFC 9110 §7.8: the offer may be ignored)',
    wire: `${GET}Connection: Upgrade⏎Upgrade: websocket⏎⏎${GET}⏎`,
    codes: [undefined],
    isMeant: text => /upgrade:/i.test(text),
  },
]

test.each(EXCEPTIONS)('we take $what: $why', async ({ wire, codes, isMeant }) => {
  const octets = toBytes(wire)
  const node = await parseWithNode(octets)
  const ours = readAll([octets])
  expect(ours.error).toBeUndefined()
  expect(ours.requests.every(({ ended }) => ended)).toBe(true)
  expect(codes).toContain(node.refusal)
  expect(node.requests.filter(({ ended }) => ended).length).toBeLessThan(ours.requests.length)
  expect(isMeant(octets.toString('latin1'), ours)).toBe(true)
})

const known = requestWith(knownMethod)

test(`what we read, llhttp reads in the same way (SEED=${SEED})`, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(known, anyRequest).map(({ wire }) => wire),
      agree,
    ),
    {
      seed: SEED,
      numRuns: 3000,
    },
  )
})

test(`what llhttp refuses, we refuse (SEED=${SEED})`, async () => {
  await fc.assert(fc.asyncProperty(fc.oneof({ weight: 9, arbitrary: mutated(known) }, mutated(anyRequest)), agree), {
    seed: SEED,
    numRuns: 8000,
  })
})

async function agree(text: string): Promise<void> {
  const octets = Buffer.from(text, 'latin1')
  const node = await parseWithNode(octets)
  const ours = readAll([octets])
  if (EXCEPTIONS.some(({ codes, isMeant }) => codes.includes(node.refusal) && isMeant(text, ours))) return
  const where = `${toNotation(text)}\nllhttp: ${node.refusal ?? 'no refusal'}`
  const whole = ours.requests.filter(({ ended }) => ended)
  expect(node.requests.slice(0, whole.length).map(comparable), where).toEqual(whole.map(comparable))
  if (node.refusal !== undefined) expect(refuses(ours), where).toBe(true)
}

// llhttp refuses a line at its first wrong octet; we do when the line has ended, or the client has.
function refuses({ error, reader }: Reading): boolean {
  if (error !== undefined) return true
  try {
    reader.finish()
    return false
  } catch {
    return true
  }
}

function comparable({ method, target, fields, body, ended }: Read | Parsed['requests'][number]) {
  return {
    method,
    target,
    fields: fields.map(([name, value]) => `${name}: ${toNotation(value)}`),
    body: toNotation(body),
    ended,
  }
}
