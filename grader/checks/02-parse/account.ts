// Stage 2: the account that the program gives of a request, member by member.
import type { Check } from '../../check.ts'
import { type Account, toAccount } from '../../lab/account.ts'
import type { Lab } from '../../lab/lab.ts'
import type { LabRequest } from '../../lab/request.ts'
import { mustHaveFields, mustHaveHost, understood } from '../../lab/understood.ts'
import { mustEqual } from '../../verdict.ts'
import { LESSON, parseCheck } from './parse-check.ts'

const RUN_IT = `${LESSON}#run-it`

export const ACCOUNT: readonly Check[] = [
  parseCheck({
    id: 'parse.request',
    needs: [],
    title: 'A plain GET is understood: its method, its target, its Host, its headers.',
    points: 2,
    spec: 'CONTRACT, stage 2; RFC 9112 §3',
    why: 'What a proxy has not understood it can neither route nor forward.',
    hint: 'Collect bytes up to the empty line; the first line has three words, each other line a name, a colon, a value.',
    lesson: RUN_IT,
    byHand: "curl -s 'http://127.0.0.1:{port}/a?b=1'",
    run: async lab => {
      const host = `${lab.random.word()}.test`
      const fields = [[`X-${lab.random.word()}`, lab.random.word()] as const]
      const request = lab.request({ path: `/${lab.random.word()}`, query: `a=${lab.random.word()}`, host, fields })
      const heard = await understood(lab, request)
      mustEqual(heard.method, 'GET', 'the method')
      mustEqual(heard.target, request.target, 'the target')
      mustHaveHost(lab, heard, host)
      mustHaveFields(heard, fields)
      mustEqual(heard.bodyBytes, 0, 'the length of the body')
    },
  }),
  parseCheck({
    id: 'parse.account-target',
    until: 2,
    title:
      'The account cuts the target at its first question mark: path before it, query behind it, or null without one.',
    spec: 'CONTRACT, stage 2; RFC 3986 §3.4',
    why: 'A page is chosen by its path; a query that is glued to it, or lost, finds another page.',
    hint: 'Only the first question mark counts; an empty query is not the same as none.',
    lesson: RUN_IT,
    run: async lab => {
      const word = lab.random.word()
      for (const query of [undefined, '', `x=${word}`, `x=${word}?y=/a?`]) {
        const request = lab.request({ path: `/${word}/%41%2f`, ...(query !== undefined && { query }) })
        const account = await accountOf(lab, request)
        mustEqual(account.target, request.target, 'target')
        mustEqual(account.path, `/${word}/%41%2f/${request.mark}`, `the path of ${request.target}`)
        mustEqual(account.query, query ?? null, `the query of ${request.target}`)
      }
    },
  }),
  parseCheck({
    id: 'parse.account-headers',
    until: 2,
    title:
      'The account lists all headers in order of arrival, names as they were sent, those of one name each on its own.',
    spec: 'CONTRACT, stage 2',
    why: 'Order and number of headers carry meaning: a map that keeps the last of each name loses cookies.',
    hint: 'A list of pairs, not a dictionary.',
    lesson: RUN_IT,
    run: async lab => {
      const [first, second, third] = [lab.random.word(), lab.random.word(), lab.random.word()]
      const fields = [
        ['X-Zz', first],
        ['cookie', second],
        ['X-aB', third],
        ['Cookie', first],
        ['X-Zz', second],
      ] as const
      const request = lab.request({ fields })
      const { headers, host } = await accountOf(lab, request)
      mustEqual(JSON.stringify(headers), JSON.stringify(request.fields), 'headers')
      mustEqual(host, 'lab.test', 'host')
    },
  }),
  parseCheck({
    id: 'parse.account-version',
    until: 2,
    title: 'The account tells the version of the request: HTTP/1.1, or HTTP/1.0, which needs no Host.',
    spec: 'CONTRACT, stage 2; RFC 9112 §2.3',
    why: 'What may be sent back, and whether the connection lives on, depends on it.',
    hint: 'The third word of the request line. Host is compulsory in HTTP/1.1 alone.',
    lesson: RUN_IT,
    byHand: "printf 'GET /a HTTP/1.0\\r\\n\\r\\n' | nc -N 127.0.0.1 {port}",
    run: async lab => {
      mustEqual((await accountOf(lab, lab.request())).version, 'HTTP/1.1', 'version')
      const old = await accountOf(lab, lab.request({ version: 'HTTP/1.0', host: null }))
      mustEqual(old.version, 'HTTP/1.0', 'version')
      mustEqual(old.host, null, 'the host where none was named')
    },
  }),
  parseCheck({
    id: 'parse.account-absolute',
    until: 2,
    title: 'Of a target in absolute form the account takes path, query and host from the target.',
    spec: 'CONTRACT, stage 2; RFC 9112 §3.2.2',
    why: 'This is how requests to a forward proxy look; the host of the target wins over that of the header.',
    hint: 'http:// AUTHORITY then the path; an empty path is "/".',
    lesson: `${LESSON}#ask-yourself`,
    byHand: "printf 'GET http://b.test:81/x?y HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n' | nc -N 127.0.0.1 {port}",
    run: async lab => {
      const host = `${lab.random.word()}.test:${lab.random.integer(1024, 60_000)}`
      const { mark, ...request } = lab.request({ path: `http://${host}`, query: 'q=1' })
      const account = await accountOf(lab, { ...request, mark })
      mustEqual(account.path, `/${mark}`, 'path')
      mustEqual(account.query, 'q=1', 'query')
      mustEqual(account.host, host, 'host')
    },
  }),
  parseCheck({
    id: 'parse.account-backends',
    until: 2,
    title: 'The account tells the backends of the conf, all of them, in its order.',
    spec: 'CONTRACT, stage 2 and the conf file',
    why: 'From the next stage on requests go where this list says.',
    hint: 'Read the conf that the command line names, once, before you listen.',
    lesson: `${LESSON}#what-the-course-asks-for-and-where-it-is`,
    run: async lab => {
      const { backend_servers } = await accountOf(lab, lab.request())
      const told = backend_servers.map(({ ip, port }) => `${ip}:${port}`)
      const expected = lab.backends.map(({ port }) => `127.0.0.1:${port}`)
      mustEqual(told.join(', '), expected.join(', '), 'backend_servers')
    },
  }),
  parseCheck({
    id: 'parse.account-closes',
    until: 2,
    title: 'Behind the account the connection is closed.',
    spec: 'CONTRACT, stage 2',
    why: 'At this stage a connection carries one request: a client that waits for the end must see it.',
    hint: 'End your side behind the last byte of the answer, and say Connection: close.',
    lesson: RUN_IT,
    run: async lab => {
      const client = await lab.client()
      client.send(lab.request())
      toAccount(await client.response())
      mustEqual(await client.ended(), 'fin', 'how the connection ended')
    },
  }),
  parseCheck({
    id: 'parse.head-method',
    until: 2,
    title: 'HEAD is answered by a head alone.',
    spec: 'RFC 9110 §9.3.2',
    why: 'A client that asked with HEAD takes every octet of a body for the next answer.',
    hint: 'The same head as for GET, and nothing behind it.',
    lesson: RUN_IT,
    byHand: 'curl -sI http://127.0.0.1:{port}/a',
    run: async lab => {
      const client = await lab.client()
      client.send(lab.request({ method: 'HEAD' }))
      mustEqual((await client.response('HEAD')).status, 200, 'the status')
      await client.ended()
    },
  }),
]

async function accountOf(lab: Lab, request: LabRequest): Promise<Account> {
  const client = await lab.client()
  client.send(request)
  return toAccount(await client.response(request.method))
}
