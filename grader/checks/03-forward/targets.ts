// Targets in other forms than a path, and methods that are about the connection: CONNECT, TRACE, Upgrade.
import type { Check } from '../../check.ts'
import { mustAnswer } from '../../lab/exchange.ts'
import { isRefusal } from '../../lab/refusal.ts'
import { valuesOf } from '../../lab/response.ts'
import { must, mustEqual } from '../../verdict.ts'
import { LESSON } from './lesson.ts'

export const TARGET_CHECKS: readonly Check[] = [
  {
    id: 'target.absolute',
    stage: 3,
    title: 'A target in absolute form goes to the backend as path and query.',
    needs: ['forward.get'],
    spec: 'RFC 9112 §3.2.1, §3.2.2',
    why: 'Clients that are told of a proxy send it whole URLs; to a backend those name no file.',
    hint: 'Cut scheme and authority off; what is left begins with a slash.',
    lesson: LESSON.TOUR,
    byHand: 'curl -v -x http://127.0.0.1:{port} http://shop.example/a?b=1',
    run: async lab => {
      const name = `${lab.random.word()}.example`
      for (const host of [name, `${name}:${lab.random.integer(1024, 65_535)}`, '[2001:db8::7]:81']) {
        const request = lab.request({ host, path: `/${lab.random.word()}`, query: `q=${lab.random.word()}` })
        const client = await lab.client()
        client.send(request.bytes.toString('latin1').replace(' /', ` http://${host}/`))
        mustAnswer(await client.response(), request)
        mustEqual(lab.callsOf(request)[0]?.target, request.target, `the target that the backend got for ${host}`)
        client.close()
      }
    },
  },
  {
    id: 'target.absolute-userinfo',
    stage: 3,
    title: 'An absolute target with a name and a password is refused, or no Host tells of them.',
    needs: ['target.absolute'],
    spec: 'RFC 9112 §3.2, RFC 9110 §4.2.4',
    why: 'A password in a Host ends in the log of every machine on the way; and name@host is read as one host here and as another there.',
    hint: 'Host is the authority without what stands before its last @; or refuse targets that have one.',
    lesson: LESSON.TOUR,
    byHand:
      "printf 'GET http://me:word@shop.example/ HTTP/1.1\\r\\nHost: shop.example\\r\\n\\r\\n' | nc -N 127.0.0.1 {port}",
    run: async lab => {
      const host = `${lab.random.word()}.example`
      const request = lab.request({ host })
      const client = await lab.client()
      client.send(request.bytes.toString('latin1').replace(' /', ` http://me:${lab.random.word()}@${host}/`))
      const response = await client.message()
      if (response !== undefined && !isRefusal(response.status)) mustAnswer(response, request)
      for (const call of lab.callsOf(request))
        for (const value of valuesOf(call, 'host'))
          must(!value.includes('@'), { reason: 'a Host with userinfo', expected: host, actual: value })
    },
  },
  {
    id: 'target.absolute-host',
    stage: 3,
    title: 'Where an absolute target and Host name different hosts, the target wins or the request is refused.',
    needs: ['target.absolute'],
    spec: 'RFC 9112 §3.2.2',
    why: 'If proxy and backend take different ones, somebody reaches a site that the proxy meant to keep from them.',
    hint: 'Take the Host for the backend from the target if it names one.',
    lesson: LESSON.TOUR,
    run: async lab => {
      const [named, other] = [`${lab.random.word()}.example`, `${lab.random.word()}.example`]
      const request = lab.request({ host: other })
      const client = await lab.client()
      client.send(request.bytes.toString('latin1').replace(' /', ` http://${named}/`))
      const response = await client.message()
      if (response === undefined || isRefusal(response.status)) return
      mustAnswer(response, request)
      const [call] = lab.callsOf(request)
      const host = call && valuesOf(call, 'host')[0]
      must(host !== other, { reason: 'the Host field won over the target', expected: named, actual: other })
    },
  },
  {
    id: 'target.absolute-odd',
    stage: 3,
    level: 'should',
    title: 'An absolute target without a path means "/", and its scheme may be in capitals.',
    needs: ['target.absolute'],
    spec: 'RFC 9112 §3.2.1, RFC 9110 §4.2.3',
    why: 'That is how URLs compare; clients send them so.',
    hint: 'An empty path is "/" in origin form.',
    lesson: LESSON.TOUR,
    run: async lab => {
      for (const [target, expected] of [
        ['http://lab.test', '/'],
        ['HTTP://lab.test?a=1', '/?a=1'],
      ] as const) {
        const mark = lab.mark()
        const client = await lab.client()
        client.send(`GET ${target} HTTP/1.1\r\nHost: lab.test\r\nX-Mark: ${mark}\r\n\r\n`)
        await client.message()
        mustEqual(lab.callsOf(mark)[0]?.target, expected, `the target that a backend got for ${target}`)
      }
    },
  },
  {
    id: 'target.asterisk',
    stage: 3,
    title: 'OPTIONS * arrives as OPTIONS *, or the program answers it itself.',
    needs: ['forward.methods'],
    spec: 'RFC 9112 §3.2.4',
    why: '"*" asks about the whole server; "/*" would be a file.',
    hint: 'A target need not begin with a slash: look before you put one in front.',
    lesson: LESSON.TOUR,
    byHand: "curl -v -X OPTIONS --request-target '*' http://127.0.0.1:{port}/",
    run: async lab => {
      const mark = lab.mark()
      const client = await lab.client()
      client.send(`OPTIONS * HTTP/1.1\r\nHost: lab.test\r\nX-Mark: ${mark}\r\n\r\n`)
      const response = await client.message('OPTIONS')
      for (const call of lab.callsOf(mark)) mustEqual(call.target, '*', 'the target that the backend got')
      if (response === undefined || isRefusal(response.status)) lab.warn('OPTIONS * was refused')
    },
  },
  {
    id: 'target.connect',
    stage: 3,
    title: 'CONNECT is refused: the program tunnels to nobody.',
    spec: 'RFC 9110 §9.3.6',
    why: 'A proxy that dials whatever it is asked to is open to the whole world’s misuse.',
    hint: 'Answer 405 or 501. Dial the backends of the conf and nobody else.',
    lesson: LESSON.TOUR,
    byHand: "printf 'CONNECT example.com:443 HTTP/1.1\\r\\nHost: example.com\\r\\n\\r\\n' | nc -N 127.0.0.1 {port}",
    run: async lab => {
      const inner = lab.request()
      const authority = `127.0.0.1:${lab.random.pick(lab.backends).port}`
      const connect = `CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`
      const client = await lab.client()
      client.send(Buffer.concat([Buffer.from(connect), inner.bytes]))
      const refusal = await client.message('CONNECT')
      must(refusal === undefined || isRefusal(refusal.status), {
        reason: 'CONNECT was not refused',
        expected: 'a status of 4xx, 501 or 505, or a close without one',
        actual: `${refusal?.status} ${refusal?.reason}`,
      })
      // It is no malformed request: the connection may go on behind the refusal, and what follows is then the next request.
      const next = refusal && (await client.message())
      if (next === undefined) lab.mustNeverArrive(inner.mark, 'what stood behind CONNECT reached a backend')
      else mustAnswer(next, inner)
    },
  },
  {
    id: 'target.trace-body',
    stage: 3,
    title: 'The body of a TRACE, which must have none, does not become a request.',
    needs: ['forward.get'],
    spec: 'RFC 9110 §9.3.8',
    why: 'Whoever can hide a request in a body can send it past whatever guards the proxy.',
    hint: 'Whether there is a body is told by Content-Length and Transfer-Encoding, never by the method.',
    lesson: LESSON.TOUR,
    run: async lab => {
      const inner = lab.request({ path: '/inner' })
      lab.mustNeverArrive(inner.mark, 'the body of a TRACE was taken for a request')
      const request = lab.request({ method: 'TRACE', body: inner.bytes, fields: [['Connection', 'close']] })
      const client = await lab.client()
      client.send(request)
      const response = await client.message('TRACE')
      if (response === undefined || isRefusal(response.status)) return
      mustAnswer(response, request)
      must((await client.message('GET')) === undefined, { reason: 'the one request was answered twice' })
    },
  },
  {
    id: 'target.upgrade',
    stage: 3,
    title: 'A client that asks to upgrade does not get a tunnel: what follows is still read as HTTP.',
    needs: ['forward.get'],
    points: 2,
    spec: 'RFC 9110 §7.8',
    why: 'Behind a tunnel that only the client asked for, everything passes unread (CVE-2026-2833 of a known proxy).',
    hint: 'Upgrade and HTTP2-Settings are hop-by-hop: drop them. Only a 101 changes the protocol.',
    lesson: LESSON.TOUR,
    run: async lab => {
      const protocol = lab.random.pick(['h2c', 'websocket', lab.random.word()])
      const request = lab.request({
        fields: [
          ['Connection', 'Upgrade, HTTP2-Settings'],
          ['Upgrade', protocol],
          ['HTTP2-Settings', 'AAMAAABkAAQAAP__'],
        ],
      })
      const client = await lab.client()
      client.send(request, Buffer.concat([Buffer.from([0x81, 0x05]), Buffer.from(`${lab.random.word(5)}\0\r\n\r\n`)]))
      const response = await client.message()
      if (response !== undefined && !isRefusal(response.status)) mustAnswer(response, request)
      for (const call of lab.callsOf(request))
        mustEqual(valuesOf(call, 'upgrade').concat(valuesOf(call, 'http2-settings')), [], 'Upgrade at the backend')
      const second = await client.message()
      must(second === undefined || isRefusal(second.status), () => ({
        reason: 'octets that are no HTTP were answered',
        expected: 'a refusal, or a close',
        actual: `${second?.status} ${second?.reason}`,
      }))
    },
  },
]
