// Stage 2 and later: requests come in pieces, cut wherever TCP likes.
import type { Check } from '../../check.ts'
import type { Client } from '../../lab/client.ts'
import type { Lab } from '../../lab/lab.ts'
import type { LabRequest } from '../../lab/request.ts'
import { sha256Of } from '../../lab/response.ts'
import { mustHaveBody, mustHaveFields, understood } from '../../lab/understood.ts'
import { Failure, must, mustEqual } from '../../verdict.ts'
import { LESSON, parseCheck } from './parse-check.ts'

const IDEA = `${LESSON}#the-idea-in-one-picture`

const CUTS_AT_A_TIME = 16

export const CUTS: readonly Check[] = [
  parseCheck({
    id: 'parse.byte-by-byte',
    title: 'A request that comes one octet at a time is the same request.',
    points: 2,
    spec: 'RFC 9112 §2.2; RFC 9293 §3.8',
    why: 'Slow lines and small packets do this; one read is not one request.',
    hint: 'Keep what has come, and look for the empty line in all of it.',
    lesson: IDEA,
    run: async lab => {
      for (const chunked of [undefined, [3, 4]])
        await mustBeUnderstoodInPieces(lab, toSample(lab, chunked), (client, bytes) => sendOctets(lab, client, bytes))
    },
  }),
  parseCheck({
    id: 'parse.every-cut',
    title:
      'A request in two pieces is the same request, wherever it is cut: between CR and LF, in the empty line, in the body.',
    points: 3,
    spec: 'RFC 9112 §2.2; RFC 9293 §3.8',
    why: 'Real segments end anywhere; a parser that looks for the end only in the newest piece fails once a day, and nobody knows why.',
    hint: 'The end of the head may begin in one piece and end in the next.',
    lesson: IDEA,
    run: async lab => {
      await mustBeUnderstoodCut(lab, placesToCut(lab, toSample(lab)))
    },
  }),
  parseCheck({
    id: 'parse.every-chunk-cut',
    title: 'A body in chunks is the same body, wherever it is cut: in a size, between CR and LF, in the data.',
    points: 2,
    needs: ['parse.chunked'],
    spec: 'RFC 9112 §7.1; RFC 9293 §3.8',
    why: 'Chunks and segments have nothing to do with each other.',
    hint: 'Remember where in a chunk you stopped.',
    lesson: IDEA,
    run: async lab => {
      const { head, bytes } = toSample(lab, [3, 4])
      const places = Array.from({ length: bytes.length - head.length }, (_, index) => head.length + index)
      await mustBeUnderstoodCut(lab, places, [3, 4])
    },
  }),
  parseCheck({
    id: 'parse.large-pieces',
    title: 'A large body in pieces of any size arrives whole, also when its first piece comes with the head.',
    points: 2,
    spec: 'RFC 9112 §6.3',
    why: 'The first octets of an upload often share a packet with the head, and are easily forgotten.',
    hint: 'What lies behind the empty line in your buffer is already body.',
    lesson: IDEA,
    run: async lab => {
      const body = lab.random.bytes(60_000)
      for (const chunked of [false, [500, 20_000]]) {
        const request = lab.request({ method: 'POST', body, chunked })
        await mustBeUnderstoodInPieces(lab, request, async (client, bytes) => {
          const first = request.head.length + 100
          await client.sendPieces([bytes.subarray(0, first)])
          await barrier(lab)
          await client.sendPieces(lab.random.cut(bytes.subarray(first), 12))
        })
      }
    },
  }),
  parseCheck({
    id: 'parse.waits-for-the-end',
    title: 'A head that has not ended is not acted upon: nothing is answered before its empty line is there.',
    spec: 'RFC 9112 §2.2; RFC 9110 §5.3',
    why: 'The line that is still to come may say where the body ends, or whose page it is.',
    hint: 'Do nothing until you have seen CR LF CR LF.',
    lesson: IDEA,
    run: async lab => {
      const request = lab.request({ fields: [['X-A', '1']] })
      const client = await lab.client()
      await client.sendPieces([request.bytes.subarray(0, -2)])
      // By the time that this one is answered the program has seen the other one's bytes.
      await barrier(lab)
      await barrier(lab)
      mustEqual(client.receivedBytes, 0, 'the number of octets that came back for a head without its end')
      must(lab.callsOf(request).length === 0, { reason: 'a backend got a request whose head had not ended' })
      client.send(request.bytes.subarray(-2))
      mustEqual((await client.response()).status, 200, 'the status')
    },
  }),
]

function toSample(lab: Lab, chunked?: readonly number[]): LabRequest {
  const fields = [['X-A', '1']] as const
  return lab.request({ method: 'POST', fields, body: 'ab\r\n\r\ncd', ...(chunked && { chunked }) })
}

async function mustBeUnderstoodInPieces(
  lab: Lab,
  request: LabRequest,
  sending: (client: Client, bytes: Buffer) => Promise<void>,
): Promise<void> {
  const heard = await understood(lab, request, client => sending(client, request.bytes))
  mustEqual(heard.method, request.method, 'the method')
  mustEqual(heard.target, request.target, 'the target')
  mustHaveFields(
    heard,
    request.fields.filter(([name]) => name === 'X-A'),
  )
  mustHaveBody(lab, heard, { bytes: request.body.length, sha256: sha256Of(request.body) })
}

/** The program has seen what was sent before: it has served somebody else since. */
async function barrier(lab: Lab): Promise<void> {
  await understood(lab, lab.request())
}

/** All of some connections have sent their first piece when they send the second. A failure names the place. */
async function mustBeUnderstoodCut(lab: Lab, places: readonly number[], chunked?: readonly number[]): Promise<void> {
  for (let from = 0; from < places.length; from += CUTS_AT_A_TIME) {
    const seen = Promise.withResolvers<void>()
    const plays = places.slice(from, from + CUTS_AT_A_TIME).map(async place => {
      const sending = async (client: Client, bytes: Buffer) => {
        client.send(bytes.subarray(0, place))
        await seen.promise
        client.send(bytes.subarray(place))
      }
      await mustBeUnderstoodInPieces(lab, toSample(lab, chunked), sending).catch(error => {
        if (!(error instanceof Failure)) throw error
        const { message, expected = '', actual = '' } = error
        throw new Failure({ reason: `cut behind octet ${place}: ${message}`, expected, actual })
      })
    })
    const all = Promise.all(plays)
    await Promise.race([barrier(lab), all])
    seen.resolve()
    await all
  }
}

/** One octet at a time; behind some of them, the first of each line end among them, the program is given the time to look. */
async function sendOctets(lab: Lab, client: Client, bytes: Buffer): Promise<void> {
  for (const [index, octet] of bytes.entries()) {
    await client.sendPieces([Buffer.from([octet])])
    if (octet === 13 || index % 20 === 3) await barrier(lab)
  }
}

/** All of them at stage 2; later around each line end, and a dozen more. */
function placesToCut(lab: Lab, { bytes }: LabRequest): number[] {
  const all = Array.from({ length: bytes.length - 1 }, (_, index) => index + 1)
  if (lab.stage === 2) return all
  const isNasty = (place: number) => [bytes[place - 1], bytes[place]].some(octet => octet === 13 || octet === 10)
  return [...all.filter(isNasty), ...lab.random.shuffle(all).slice(0, 12)]
}
