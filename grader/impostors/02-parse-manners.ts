// Impostors of stage 2 that understand requests, and tell, limit, answer or start wrongly.
import { change, changes } from './02-parse-change.ts'
import { FAILS } from './02-parse-fails.ts'
import type { Impostor } from './impostor.ts'

const READER = 'stages/02-parse/request-reader.ts'
const BODY = 'stages/02-parse/body.ts'
const ACCOUNT = 'stages/02-parse/account.ts'
const CONF = 'stages/02-parse/conf.ts'

const PARSER = ['python3', 'grader/impostors/programs/parser.py', '{host}', '{port}', '{conf}'] as const

export const MANNERS_IMPOSTORS: readonly Impostor[] = [
  {
    name: 'same-account-for-all',
    stage: 2,
    sentence: 'gives every client the same account and reads nothing',
    program: ['node', 'grader/impostors/programs/same-account.ts', '{host}', '{port}'],
    fails: FAILS['same-account-for-all'] ?? [],
  },
  {
    name: 'reads-numbers-as-python',
    stage: 2,
    sentence: "reads lengths and chunk sizes with Python's int()",
    program: [...PARSER, 'int'],
    fails: FAILS['reads-numbers-as-python'] ?? [],
  },
  {
    name: 'lawful-parser-in-python',
    stage: 2,
    sentence: 'is written in another language, from the contract alone',
    lawful: true,
    program: [...PARSER],
    fails: [],
  },
  {
    name: 'lawful-counts-what-comes',
    stage: 2,
    sentence: 'reads chunk sizes up to 64 bits, and counts the octets of a body only when they come',
    lawful: true,
    changes: [
      { file: BODY, find: '{1,12})((?:', replace: '{1,16})((?:' },
      {
        file: BODY,
        find: "this.#roomBytes -= size\n    if (this.#roomBytes < 0) throw new HttpError(413, 'client', 'the body is too large')\n",
        replace: '',
      },
      {
        file: BODY,
        find: "if (this.#left === 0) this.#at = 'data end'",
        replace:
          "this.#roomBytes -= bytes.length\n          if (this.#roomBytes < 0) throw new HttpError(413, 'client', 'the body is too large')\n          if (this.#left === 0) this.#at = 'data end'",
      },
    ],
    fails: [],
  },
  change('cuts-the-query', 'ends a query at its second question mark', ACCOUNT, "query.join('?')", "(query[0] ?? '')"),
  change(
    'headers-in-a-map',
    'keeps the headers in a map',
    ACCOUNT,
    'headers: head.fields.all.map(({ name, value }) => [name, value])',
    'headers: Object.entries(Object.fromEntries(head.fields.all.map(({ name, value }) => [name, value])))',
  ),
  change('always-says-11', 'takes every request for one of HTTP/1.1', ACCOUNT, '`HTTP/${head.version}`', "'HTTP/1.1'"),
  change(
    'believes-the-host-header',
    'believes Host where the target names another',
    READER,
    'host: authority ?? host',
    'host',
  ),
  change(
    'first-backend-only',
    'reads the first backend of the conf and no other',
    ACCOUNT,
    'backend_servers: backends,',
    'backend_servers: backends.slice(0, 1),',
  ),
  change(
    'keeps-the-line-open',
    'does not close behind the account',
    ACCOUNT,
    'finishWith(accountReply(head as RequestHead))',
    'socket.write(accountReply(head as RequestHead))',
  ),
  change(
    'answers-head-with-a-body',
    'sends a body in answer to HEAD',
    ACCOUNT,
    "const withoutBody = request.method === 'HEAD'",
    'const withoutBody = false',
  ),
  changes(
    'has-no-head-limit',
    'lets heads grow without end',
    [READER, 'if (text.length > limits.headBytes)', 'if (text.length > 2 ** 40)'],
    [READER, 'if (this.#buffer.length <= this.#limits.headBytes) return', 'if (this.#buffer.length > 0) return'],
  ),
  changes(
    'limits-each-line',
    'compares each line of a head with head_bytes, and the whole of it with nothing',
    [
      READER,
      'if (text.length > limits.headBytes)',
      "if (text.split('\\r\\n').some(line => line.length > limits.headBytes))",
    ],
    [
      READER,
      'if (this.#buffer.length <= this.#limits.headBytes) return',
      'if (this.#buffer.length - this.#checkedBytes <= this.#limits.headBytes) return',
    ],
  ),
  change(
    'has-no-target-limit',
    'lets targets grow as large as heads',
    READER,
    'if (target.length <= limits.targetBytes) return',
    'if (target.length <= limits.headBytes) return',
  ),
  change(
    'does-not-count-chunks',
    'compares an announced length with the limit, and chunks with nothing',
    'stages/02-parse/body.ts',
    'if (this.#roomBytes < 0)',
    'if (this.#roomBytes < -1e15)',
  ),
  change(
    'limits-head-and-body',
    'limits what it has received in all by head_bytes',
    READER,
    'return this.#body === undefined ?',
    'if (this.#buffer.length > this.#limits.headBytes) throw headTooLarge(this.#limits)\n      return this.#body === undefined ?',
  ),
  change(
    'closes-without-a-word',
    'closes the connection where the contract has a status',
    ACCOUNT,
    "finishWith(errorReply(asHttpError(error), { withoutBody: reader.method === 'HEAD' }))",
    'if (asHttpError(error)) finishWith(Buffer.alloc(0))',
  ),
  changes(
    'ignores-fin',
    'waits for the rest of a head that will never come',
    [READER, '      this.#refuseEarly()\n', ''],
    [ACCOUNT, '() => reader.finish()', '() => {}'],
    [ACCOUNT, '() => socket.end(),', '() => {},'],
  ),
  change(
    'falls-over-resets',
    'has no listener for the errors of a socket',
    ACCOUNT,
    "socket.on('error', () => socket.destroy())",
    '',
  ),
  change(
    'takes-fin-for-gone',
    'gives no account to a client that has finished its side',
    ACCOUNT,
    'finishWith(accountReply(head as RequestHead))',
    'const late = accountReply(head as RequestHead)\n        setTimeout(() => socket.writableEnded || finishWith(late), 20)',
  ),
  changes(
    'one-head-for-all',
    'keeps the head that it read last in a variable that all connections share',
    [ACCOUNT, 'const LINGER_MS = 5000', 'const LINGER_MS = 5000\nlet last: RequestHead | undefined'],
    [ACCOUNT, 'head = event.head', 'head = last = event.head'],
    [ACCOUNT, 'accountReply(head as RequestHead))', 'accountReply(last as RequestHead))'],
  ),
  change(
    'does-without-conf',
    'makes up a backend where there is no conf',
    CONF,
    'throw new Refusal(`${file}: cannot read the conf: ${why}`)',
    "return { backend_servers: [{ ip: '127.0.0.1', port: 8001 }] }",
  ),
  change(
    'swallows-conf-faults',
    'makes up a backend where its conf is faulty',
    CONF,
    'v.safeParse(CONF, readJson(file))',
    "v.safeParse(CONF, v.is(CONF, readJson(file)) ? readJson(file) : { backend_servers: [{ ip: '127.0.0.1', port: 8001 }] })",
  ),
  change(
    'ends-with-0',
    'ends with status 0 when it cannot start',
    'stages/01-echo/program.ts',
    'process.exit(2)',
    'process.exit(0)',
  ),
  change('takes-any-limit', 'takes any value for a limit', CONF, 'const bytes = integer(1)', 'const bytes = v.any()'),
  change('takes-any-port', 'takes any value for a port', CONF, 'port: integer(1, 65535)', 'port: v.any()'),
  change(
    'finds-backends-by-pattern',
    'looks for backends with a pattern',
    CONF,
    "JSON.parse(text.replace(/^\\uFEFF/, ''))",
    '{ backend_servers: Array.from(text.matchAll(/"ip": *"([^"]*)",\\s*"port": *(\\d+)/g), ([, ip, port]) => ({ ip, port: Number(port) })) }',
  ),
]
