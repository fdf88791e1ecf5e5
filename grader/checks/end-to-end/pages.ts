// One page after the other: what a client gets through the proxy is what the web server says.
import type { Check } from '../../check.ts'
import { must, mustEqual, Undecided } from '../../verdict.ts'
import { askDirectly, mustBeSame, mustDeliver } from './direct.ts'
import { FILES, type Question } from './question.ts'
import { Visitor } from './visitor.ts'

const LESSON = 'stages/03-forward/README.md'
const WORLD = { scene: 'site' } as const
/** Where buffers end: a page, and those of programs that read 8, 16 or 64 KiB at a time. */
const EDGES = [4096, 8192, 16_384, 65_536]
const MEBIBYTE = 1024 * 1024

export const PAGE_CHECKS: readonly Check[] = [
  {
    id: 'site.files',
    stage: 3,
    title: 'Every file of the web servers arrives octet for octet and with its own fields, from 29 octets to 10 MiB.',
    points: 2,
    spec: 'CONTRACT, stage 3',
    why: 'A proxy that loses or changes one octet of a file breaks pictures, programs and archives.',
    hint: 'Compare the SHA-256 of the file through the proxy and without it. Where it goes wrong first tells which buffer it is.',
    lesson: `${LESSON}#experiments`,
    world: WORLD,
    byHand: 'curl -s http://127.0.0.1:{port}/1m.bin | sha256sum; curl -s http://127.0.0.1:8001/1m.bin | sha256sum',
    run: async lab => {
      const visitor = new Visitor(lab)
      for (const target of lab.random.shuffle(FILES)) await mustDeliver(lab, visitor, { target }, 200)
    },
  },
  {
    id: 'site.ranges',
    stage: 3,
    title:
      'Who asks for a part of a file gets exactly that part (206), also one octet less and more than a buffer holds.',
    spec: 'RFC 9110 §14.2, §15.3.7',
    why: 'Downloads are resumed and films are skipped through with ranges: a wrong part spoils the whole.',
    hint: 'Range, Content-Range and If-Range are end-to-end fields: they pass as they are, and 206 is a status like any other.',
    lesson: `${LESSON}#experiments`,
    needs: ['site.files'],
    world: WORLD,
    byHand: 'curl -si -r 4095-8191 http://127.0.0.1:{port}/1m.bin | head -c 400',
    run: async lab => {
      const visitor = new Visitor(lab)
      const sizes = EDGES.flatMap(edge => [edge - 1, edge, edge + 1])
      for (const size of lab.random.shuffle(sizes)) {
        const first = lab.random.integer(0, MEBIBYTE - size)
        const response = await mustDeliver(lab, visitor, part(`${first}-${first + size - 1}`), 206)
        mustEqual(response.bodyBytes, size, `the octets of a part of ${size}`)
      }
      await mustDeliver(lab, visitor, part(`-${lab.random.integer(1, 5000)}`), 206)
      await mustDeliver(lab, visitor, part(`${MEBIBYTE + lab.random.integer(0, 999)}-`), 416)
    },
  },
  {
    id: 'site.head',
    stage: 3,
    title: 'HEAD gets the fields of GET, its Content-Length among them, and no body.',
    spec: 'RFC 9110 §9.3.2',
    why: 'Clients ask HEAD for the size of a file before they fetch it; and who waits for its body waits for ever.',
    hint: 'An answer to HEAD ends at its head whatever its Content-Length says; and that goes on to the client unchanged.',
    lesson: `${LESSON}#five-mistakes-people-make-here`,
    needs: ['site.files'],
    world: WORLD,
    byHand: 'curl -sI http://127.0.0.1:{port}/10m.bin',
    run: async lab => {
      const visitor = new Visitor(lab)
      for (const target of lab.random.shuffle(FILES)) {
        const response = await mustDeliver(lab, visitor, { method: 'HEAD', target }, 200)
        mustEqual(response.bodyBytes, 0, `the octets of the body of HEAD ${target}`)
      }
      await mustDeliver(lab, visitor, { method: 'HEAD', target: `/${lab.random.word()}` }, 404)
      await mustDeliver(lab, visitor, { target: '/hello.txt' }, 200)
    },
  },
  {
    id: 'site.not-modified',
    stage: 3,
    title: 'A client that has the file already gets 304 without a body; one that has another gets the file.',
    spec: 'RFC 9110 §13.1, §15.4.5',
    why: 'Every browser asks so for what it has in its cache; an answer that hangs or is doubled stops the page.',
    hint: 'If-None-Match and If-Modified-Since pass as they are. A 304 has no body, whatever its fields say.',
    lesson: `${LESSON}#five-mistakes-people-make-here`,
    needs: ['site.files'],
    world: WORLD,
    byHand: 'curl -si -z "Thu, 01 Jan 2026 00:00:00 GMT" http://127.0.0.1:{port}/1m.bin',
    run: async lab => {
      const visitor = new Visitor(lab)
      for (const target of lab.random.shuffle(FILES.slice(0, 4))) {
        const { fields } = await askDirectly(lab, { method: 'HEAD', target })
        const [etag] = fields.get('etag') ?? []
        const [lastModified] = fields.get('last-modified') ?? []
        if (etag === undefined || lastModified === undefined)
          throw new Undecided(`the web server sends no ETag or no Last-Modified with ${target}`)
        await mustDeliver(lab, visitor, { target, fields: [['If-None-Match', etag]] }, 304)
        await mustDeliver(lab, visitor, { target, fields: [['If-Modified-Since', lastModified]] }, 304)
        await mustDeliver(lab, visitor, { target, fields: [['If-None-Match', `"${lab.random.hex(12)}"`]] }, 200)
      }
    },
  },
  {
    id: 'site.errors',
    stage: 3,
    title: 'An error of the web server (404, 405) reaches the client with its status, its fields and its page.',
    spec: 'CONTRACT, stage 3; RFC 9110 §15.5',
    why: 'A 404 is an answer: the backend is well, and the client wants to know that the page does not exist.',
    hint: 'Only what the proxy itself cannot do is a 502. Whatever status a backend sends is passed on.',
    lesson: `${LESSON}#five-mistakes-people-make-here`,
    needs: ['site.files'],
    world: WORLD,
    byHand: 'curl -si http://127.0.0.1:{port}/no-such-page; curl -si -d x http://127.0.0.1:{port}/hello.txt',
    run: async lab => {
      const visitor = new Visitor(lab)
      const body = lab.random.text(lab.random.integer(1, 300))
      const questions: (readonly [Question, number])[] = [
        [{ target: `/${lab.random.word()}/${lab.random.word()}` }, 404],
        [{ method: 'POST', target: '/hello.txt', body }, 405],
        [{ method: 'DELETE', target: '/hello.txt' }, 405],
      ]
      for (const [question, status] of lab.random.shuffle(questions)) await mustDeliver(lab, visitor, question, status)
      await mustDeliver(lab, visitor, { target: '/hello.txt' }, 200)
    },
  },
  {
    id: 'site.uploads',
    stage: 3,
    title: 'A POST reaches the web server with its body, and gets its own answer.',
    spec: 'CONTRACT, stage 3',
    why: 'Forms and uploads are half of the Web.',
    hint: 'The body follows the head to the same backend, with the framing that the new head announces.',
    lesson: `${LESSON}#experiments`,
    needs: ['site.files'],
    world: WORLD,
    byHand: 'curl -si -d hello http://127.0.0.1:{port}/nonce/mine',
    run: async lab => {
      const sizes = [0, 1, lab.random.integer(2, 4000), ...EDGES.map(edge => edge + lab.random.integer(-1, 1))]
      for (const size of lab.random.shuffle(sizes)) {
        const body = lab.random.text(size)
        const question = { method: 'POST', target: `/nonce/${lab.random.word()}`, body }
        await mustDeliver(lab, new Visitor(lab), question, 200)
        // Only the embedded servers can tell what they got; nginx reads it and says nothing.
        if (lab.site.name === 'embedded')
          await mustDeliver(lab, new Visitor(lab), { ...question, target: '/echo' }, 200)
      }
    },
  },
  {
    id: 'site.all-serve',
    stage: 3,
    title: 'Every web server of the conf serves, and each answer comes whole from one of them.',
    spec: 'CONTRACT, stage 3',
    why: 'A load balancer that leaves a backend out balances nothing.',
    hint: 'Ask for / some times: the page says which backend answered.',
    lesson: `${LESSON}#run-it`,
    needs: ['site.files'],
    world: WORLD,
    byHand: 'for i in 1 2 3 4 5 6; do curl -s http://127.0.0.1:{port}/; done',
    run: async lab => {
      const visitor = new Visitor(lab)
      const pages = await Promise.all(lab.site.addresses.map((_, nth) => askDirectly(lab, { target: '/' }, nth)))
      const missing = new Set(pages.map(({ body }) => body.toString()))
      // A program of several processes keeps a turn in each: so it may take more than one round.
      for (let round = 0; round < 20 * pages.length && missing.size > 0; round += 1) {
        const response = await visitor.ask({ target: '/' })
        const page = pages.find(({ body }) => body.equals(response.body))
        must(page !== undefined, () => ({
          reason: 'GET / got a page that no web server has',
          expected: pages.map(({ body }) => body.toString().trim()).join(', or '),
          actual: response.body.toString('latin1', 0, 200),
        }))
        mustBeSame(response, page, { target: '/' })
        missing.delete(page.body.toString())
      }
      must(missing.size === 0, () => ({
        reason: `of ${20 * pages.length} requests none was answered by ${[...missing].map(page => page.trim()).join(', ')}`,
        expected: 'each backend of the conf has its turns',
        actual: `only ${pages.length - missing.size} of ${pages.length} answered`,
      }))
    },
  },
]

function part(range: string): Question {
  return { target: '/1m.bin', fields: [['Range', `bytes=${range}`]] }
}
