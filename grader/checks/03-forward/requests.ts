// What of a request must arrive at the backend as it was sent: method, target, fields.
import type { Check } from '../../check.ts'
import { isRefusal } from '../../lab/refusal.ts'
import { valuesOf } from '../../lab/response.ts'
import { must, mustEqual } from '../../verdict.ts'
import { LESSON } from './lesson.ts'

export const REQUEST_CHECKS: readonly Check[] = [
  {
    id: 'forward.get',
    stage: 3,
    title: 'A GET reaches a backend with its method and target, and the answer of that backend comes back.',
    points: 2,
    spec: 'CONTRACT, stage 3',
    why: 'This is what a proxy is for.',
    hint: 'Dial a backend of the conf, send it the request, and send what it answers to the client.',
    lesson: LESSON.TOUR,
    byHand: 'curl -v http://127.0.0.1:{port}/hello.txt',
    run: async lab => {
      const body = lab.random.text(lab.random.integer(10, 400))
      const request = lab.request({
        path: `/${lab.random.word()}`,
        query: `${lab.random.word(3)}=${lab.random.word()}`,
      })
      lab.answer(request, call => call.respond({ body }))
      const { call, response } = await lab.exchange(request)
      mustEqual(call.method, 'GET', 'the method that the backend got')
      mustEqual(call.target, request.target, 'the target that the backend got')
      mustEqual(response.status, 200, 'the status')
      mustEqual(response.body.toString('latin1'), body, 'the body')
    },
  },
  {
    id: 'forward.methods',
    stage: 3,
    title: 'HEAD, POST, PUT, PATCH, DELETE and OPTIONS reach the backend as what they are.',
    needs: ['forward.get'],
    spec: 'CONTRACT, stage 3',
    why: 'A proxy that knows GET and POST alone breaks every API behind it.',
    hint: 'Pass the method on as text; nothing needs to know which it is, but the body rule of HEAD.',
    lesson: LESSON.TOUR,
    byHand: 'curl -v -X PATCH -d change http://127.0.0.1:{port}/item',
    run: async lab => {
      for (const method of lab.random.shuffle(['HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])) {
        const body = method.startsWith('P') ? { body: lab.random.text(30) } : {}
        const { call } = await lab.exchange({ method, path: `/${lab.random.word()}`, ...body })
        mustEqual(call.method, method, 'the method that the backend got')
      }
      // RFC 9110 §9.1: methods are told apart by case. Such a one may be refused, and must not become another.
      for (const method of ['get', 'Post']) {
        const request = lab.request({ method })
        const client = await lab.client()
        client.send(request)
        const response = await client.message(method)
        for (const call of lab.callsOf(request)) mustEqual(call.method, method, 'the method that the backend got')
        if (response === undefined || !isRefusal(response.status)) continue
        lab.warn(`the method ${method} was refused`)
      }
    },
  },
  {
    id: 'forward.unknown-method',
    stage: 3,
    level: 'should',
    title: 'A method that the program has never heard of is passed on.',
    spec: 'RFC 9110 §9.1',
    why: 'Methods are invented every few years; whether one is known is the backend’s business.',
    hint: 'A method is any token. Keep no list of them.',
    lesson: LESSON.MISTAKES,
    byHand: 'curl -v -X PROPFIND http://127.0.0.1:{port}/',
    run: async lab => {
      for (const method of ['PROPFIND', `X${lab.random.word(5).toUpperCase()}`]) {
        const { call } = await lab.exchange({ method })
        mustEqual(call.method, method, 'the method that the backend got')
      }
    },
  },
  {
    id: 'forward.target',
    stage: 3,
    title: 'The target arrives octet for octet: nothing in path or query is decoded, encoded or lost.',
    needs: ['forward.get'],
    points: 2,
    spec: 'RFC 9110 §7.7',
    why: 'A slash that was escaped, decoded on the way, names another file; an escaped line end, decoded, is an attack.',
    hint: 'Take the target out of the request line as text. A URL library repairs what it should leave alone.',
    lesson: LESSON.MISTAKES,
    byHand: "curl -v 'http://127.0.0.1:{port}/a%2Fb/c%20d?x=%26&y=1+1&&'",
    run: async lab => {
      const { random } = lab
      const path = `/${random.word(3)}%2F${random.word(3)}/%7E%20${random.word(3)};v=1/${random.word(2)}%c3%a9`
      const query = `x=%26&y=1+1&&${random.word(3)}=a?b/c&crlf=%0d%0aX-${random.word(3)}:%201&=`
      const { call } = await lab.exchange({ path, query })
      const target = `${path}/${call.mark}?${query}`
      mustEqual(call.target, target, 'the target that the backend got')
      const empty = await lab.exchange({ path: `/${random.word(3)}`, query: '' })
      mustEqual(empty.call.target, empty.request.target, 'the target with an empty query that the backend got')
      const dots = await lab.exchange({ path: `/${random.word(3)}//%2e%2e/./${random.word(3)}` })
      if (dots.call.target !== dots.request.target)
        lab.warn(`the path ${dots.request.target} was tidied up to ${dots.call.target} (RFC 9110 §7.7: as it is)`)
    },
  },
  {
    id: 'forward.request-fields',
    stage: 3,
    title: 'End-to-end fields of a request arrive, whatever their names, with their whole values.',
    needs: ['forward.get'],
    points: 2,
    spec: 'RFC 9110 §5.1, §7.6.1',
    why: 'Who drops fields that he does not know logs users out and breaks whatever is new.',
    hint: 'Pass on all but the hop-by-hop fields. Cut a line at its first colon, and only there.',
    lesson: LESSON.TOUR,
    byHand: "curl -v -H 'X-New: a:b, c' http://127.0.0.1:{port}/",
    run: async lab => {
      const { random } = lab
      const unknown = `X-${random.word()}`
      const fields = random.shuffle([
        [unknown, `"${random.word()}, ${random.word()}"; q=0.5`],
        ['Authorization', `Basic ${random.hex(20)}==`],
        ['Referer', `http://h.test:81/${random.word()}?a=b:c&d= e`],
        ['If-Modified-Since', 'Sat, 01 Jan 2000 10:20:30 GMT'],
        ['User-Agent', `${random.word()}/1.0 (${random.word()}; ${random.word()})`],
        ['Accept', `text/${random.word()};q=0.5, */*;q=0.1`],
        ['Accept-Encoding', 'identity;q=0.5, *;q=0'],
        ['Accept-Language', 'de;q=0.9, en'],
        [`X-Blanks-${random.word()}`, `"${random.word()}  ${random.word()}"   \t ${random.word()}`],
        ['Content-Type', `text/${random.word()}; charset=utf-8`],
        ['Origin', `http://${random.word()}.test`],
        [`X-Empty-${random.word()}`, ''],
      ] as const)
      const { call } = await lab.exchange({ fields })
      for (const [name, value] of fields) mustEqual(valuesOf(call, name), [value], `${name} at the backend`)
    },
  },
  {
    id: 'forward.blanks-around-values',
    stage: 3,
    title: 'A field line may have no blank behind its colon, or many: the value is the same.',
    needs: ['forward.get'],
    spec: 'RFC 9112 §5.1',
    why: 'Programs that write "X:1" exist, and their fields are as good as others.',
    hint: 'Cut at the colon, then strip spaces and tabs; do not cut at ": ".',
    lesson: LESSON.TOUR,
    run: async lab => {
      const [tight, wide] = [lab.random.word(), `${lab.random.word()} ${lab.random.word()}`]
      const request = lab.request({
        fields: [
          ['X-Tight', tight],
          ['X-Wide', wide],
          ['X-Empty', ''],
        ],
      })
      const text = request.bytes.toString('latin1')
      const client = await lab.client()
      client.send(text.replace('X-Tight: ', 'X-Tight:').replace(`X-Wide: ${wide}`, `X-Wide: \t ${wide} \t`))
      await client.response()
      const [call] = lab.callsOf(request)
      if (call === undefined) return must(false, { reason: 'no backend got the request' })
      mustEqual(valuesOf(call, 'x-tight'), [tight], 'X-Tight at the backend')
      mustEqual(valuesOf(call, 'x-wide'), [wide], 'X-Wide at the backend')
      if (valuesOf(call, 'x-empty').length === 0) lab.warn('a field with an empty value was dropped')
    },
  },
  {
    id: 'forward.same-name',
    stage: 3,
    title: 'Lines of the same name all arrive, in the order in which they were sent.',
    needs: ['forward.get'],
    spec: 'RFC 9110 §5.3',
    why: 'Their order is their meaning: in X-Forwarded-For, in Accept, in whatever an API made up.',
    hint: 'Keep fields as a list of pairs; a map forgets all but one.',
    lesson: LESSON.MISTAKES,
    byHand: "curl -v -H 'X-A: 1' -H 'X-A: 2' http://127.0.0.1:{port}/",
    run: async lab => {
      const words = Array.from({ length: 4 }, () => lab.random.word())
      const cookies = [`a=${lab.random.word()}`, `b=${lab.random.word()}`]
      const { call } = await lab.exchange({
        fields: [
          ...words.map(word => ['X-Step', word] as const),
          ...cookies.map(cookie => ['Cookie', cookie] as const),
        ],
      })
      mustEqual(valuesOf(call, 'x-step').join(',').split(/, */), words, 'the X-Step lines at the backend')
      const arrived = valuesOf(call, 'cookie').join('; ')
      mustEqual(arrived.split(/[;,] */), cookies, 'the cookies at the backend')
      if (arrived.includes(',')) lab.warn('Cookie lines were joined with a comma; RFC 6265 §5.4 has "; "')
    },
  },
  {
    id: 'forward.host',
    stage: 3,
    title: 'The backend gets exactly one Host: that of the client, or its own.',
    needs: ['forward.get'],
    spec: 'RFC 9112 §3.2',
    why: 'A backend picks the site by Host; with two of them, attacker and proxy may each pick another one.',
    hint: 'Write Host once. A library may add one of its own.',
    lesson: LESSON.TOUR,
    byHand: "curl -v -H 'Host: shop.example:9000' http://127.0.0.1:{port}/",
    run: async lab => {
      const name = `${lab.random.word()}.example`
      const { call } = await lab.exchange({ host: `${name}:9000` })
      const own = `127.0.0.1:${lab.backends[call.backend - 1]?.port}`
      const [host = ''] = valuesOf(call, 'host')
      must([`${name}:9000`, name, own].includes(host), () => ({
        reason: `the Host that ${call.connectionName} got is nobody's`,
        expected: `${name}:9000 or ${own}`,
        actual: host,
      }))
      if (host === name) lab.warn('the port was cut off the Host')
    },
  },
  {
    id: 'forward.long-field',
    stage: 3,
    title: 'A Cookie of 4 KiB arrives whole.',
    needs: ['forward.get'],
    spec: 'RFC 9110 §5.4',
    why: 'Browsers send so much after a few visits.',
    hint: 'One read brings part of such a head; the limit is head_bytes of the conf, 16 KiB by habit.',
    lesson: LESSON.TOUR,
    run: async lab => {
      const cookie = `c=${lab.random.hex(4096)}`
      const { call } = await lab.exchange({ fields: [['Cookie', cookie]] })
      mustEqual(valuesOf(call, 'cookie'), [cookie], 'the Cookie at the backend')
      const long = lab.request({ fields: [['Cookie', `c=${lab.random.hex(8192)}`]] })
      const client = await lab.client()
      client.send(long)
      const response = await client.message()
      if (response === undefined || isRefusal(response.status)) lab.warn('a Cookie of 8 KiB was refused')
    },
  },
]
