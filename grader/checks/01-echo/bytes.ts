// Stage 1: what comes back is what was sent, whatever the octets and however they were cut.
import type { Check } from '../../check.ts'
import { LESSON, mustBeSame, mustEchoAll, sendUntilFull } from './echoed.ts'

export const BYTES: readonly Check[] = [
  {
    id: 'echo.word',
    stage: 1,
    until: 1,
    title: 'What a client sends comes back to it.',
    spec: 'CONTRACT, stage 1',
    why: 'Everything else in this course is built on moving bytes from one end to the other unchanged.',
    hint: 'Write each chunk that arrives to the socket that it came from.',
    lesson: `${LESSON}#the-idea-in-one-picture`,
    byHand: 'printf hello | nc -N 127.0.0.1 {port}',
    run: async lab => {
      const client = await lab.client()
      await mustEchoAll(client, Buffer.from(lab.random.text(40)))
    },
  },
  {
    id: 'echo.octets',
    stage: 1,
    until: 1,
    title: 'All 256 octets come back as they are, also where characters of UTF-8 are torn apart.',
    points: 2,
    needs: ['echo.word'],
    spec: 'CONTRACT, stage 1',
    why: 'Pictures, compressed pages and encrypted streams hold every octet; a proxy that takes them for text spoils them.',
    hint: 'Keep bytes as bytes: no decoding to a string and back, no C string functions that stop at NUL.',
    lesson: `${LESSON}#five-mistakes-people-make-here`,
    byHand: 'printf "\\303" | nc -N 127.0.0.1 {port} | od -t x1',
    run: async lab => {
      const every = Buffer.from(lab.random.shuffle(Array.from({ length: 256 }, (_, octet) => octet)))
      await mustEchoAll(await lab.client(), every)
      const text = Buffer.from('Grüße, 世界! 🙂'.repeat(3))
      const client = await lab.client()
      await client.sendPieces(Array.from(text, octet => Buffer.from([octet])))
      mustBeSame(await client.bytes(text.length), text, client.name)
    },
  },
  {
    id: 'echo.one-at-a-time',
    stage: 1,
    until: 1,
    title: 'A thousand octets that are sent one at a time come back, all of them, in order.',
    needs: ['echo.word'],
    spec: 'CONTRACT, stage 1',
    why: 'TCP is a stream: nobody promises that what was sent at once arrives at once, or that one read is all there is.',
    hint: 'Go on reading after the first piece; a connection ends when the client ends it.',
    lesson: `${LESSON}#the-idea-in-one-picture`,
    run: async lab => {
      const bytes = lab.random.bytes(1000)
      const client = await lab.client()
      await client.sendPieces(Array.from(bytes, octet => Buffer.from([octet])))
      mustBeSame(await client.bytes(bytes.length), bytes, client.name)
    },
  },
  {
    id: 'echo.sizes',
    stage: 1,
    until: 1,
    title:
      'Pieces of any size come back whole, from one octet to some MiB, one after the other on one connection, also to a client that reads late.',
    points: 2,
    needs: ['echo.word'],
    spec: 'CONTRACT, stage 1',
    why: 'A socket takes what fits into its buffer and no more: whoever ignores how much that was loses the rest.',
    hint: 'Look at what send returns, or at what write answers: the rest has to go out later.',
    lesson: `${LESSON}#experiments`,
    run: async lab => {
      const client = await lab.client()
      const near = [1, 1460, 4096, 65_536].map(size => lab.random.integer(size, size + 2))
      for (const size of [...near, 1_000_003, 4 * 1024 * 1024]) await mustEchoAll(client, lab.random.bytes(size))
      // More than all buffers on the way hold: now the program's socket is full for certain.
      client.pause()
      const sent = await sendUntilFull(lab, client, lab.random.bytes(16 * 1024 * 1024))
      client.resume()
      mustBeSame(await client.bytes(sent.length), sent, client.name)
    },
  },
]
