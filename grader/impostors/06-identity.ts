// Impostors of stage 6 whose ids are no ids: repeated, not unique, chosen by clients, missing or there twice.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is another file's text
import type { Impostor } from './impostor.ts'

export const IDENTITY_IMPOSTORS: readonly Impostor[] = [
  {
    name: 'id-without-dashes',
    stage: 6,
    sentence: 'writes ids as 32 hexadecimal digits, as nginx does',
    changes: [
      {
        file: 'stages/06-request-id/request-id.ts',
        find: 'return [new RequestIdField(newId())]',
        replace: "return [new RequestIdField(newId().replaceAll('-', ''))]",
      },
    ],
    fails: ['id.uuid', 'site.ids'],
  },
  {
    name: 'id-of-the-connection',
    stage: 6,
    sentence: 'draws one id for all requests of a second',
    changes: [
      {
        file: 'stages/06-request-id/main.ts',
        find: 'newFields: () => requestIdFields(newUuid),',
        replace: 'newFields: () => requestIdFields(() => (nth++ % 10 === 0 ? (last = newUuid()) : last)),',
      },
      {
        file: 'stages/06-request-id/main.ts',
        find: 'await runProgram(',
        replace: "let nth = 0\nlet last = ''\nawait runProgram(",
      },
    ],
    fails: [
      'id.fresh',
      'id.fresh-after-restart',
      'id.two-clients-with-one',
      'route.out-of-turn',
      'route.out-of-turn-kinds',
      'step.answered-twice',
      'share.reset-under-all',
      'isolation.shared-connections',
      'site.ids',
      'share.one-is-slow',
    ],
    mayFail: ['step.id-of-another-connection'],
  },
  {
    name: 'id-by-a-fixed-seed',
    stage: 6,
    sentence: 'counts its ids, from the same number at every start',
    changes: [
      {
        file: 'stages/06-request-id/main.ts',
        find: 'newFields: () => requestIdFields(newUuid),',
        replace:
          "newFields: () => requestIdFields(() => `7d444840-9dc0-4d1b-b245-${String(++count).padStart(12, '0')}`),",
      },
      {
        file: 'stages/06-request-id/main.ts',
        find: 'await runProgram(',
        replace: 'let count = newUuid().length\nawait runProgram(',
      },
    ],
    fails: ['id.fresh-after-restart'],
  },
  {
    name: 'id-beside-the-clients',
    stage: 6,
    sentence: 'adds its id beside that of the client',
    changes: [
      {
        file: 'stages/03-forward/forwarding.ts',
        find: 'text += endToEndLines(request.fields, NOT_TO_BACKEND, added)',
        replace: 'text += endToEndLines(request.fields, NOT_TO_BACKEND, [])',
      },
    ],
    fails: ['id.replaces', 'id.two-clients-with-one', 'id.on-a-repeat'],
  },
  {
    name: 'id-of-the-client',
    stage: 6,
    sentence: 'takes the id that the client has chosen',
    changes: [
      {
        file: 'stages/04-pipelining/turn.ts',
        find: 'const added = settings.newFields()',
        replace:
          "const own = head.fields.all.find(({ key, value }) => key === 'x-request-id' && value !== '')\n    const added = settings.newFields(own?.value)",
      },
      {
        file: 'stages/06-request-id/main.ts',
        find: 'newFields: () => requestIdFields(newUuid),',
        replace: 'newFields: own => requestIdFields(() => own ?? newUuid()),',
      },
    ],
    fails: ['id.replaces', 'id.two-clients-with-one', 'id.on-a-repeat', 'id.named-by-connection', 'site.ids'],
  },
  {
    name: 'id-added-on-repeat',
    stage: 6,
    sentence: 'adds a second id to a request that it sends again',
    changes: [
      {
        file: 'stages/03-forward/exchange.ts',
        find: 'return toBackendHead(this.request, context)',
        replace:
          'const head = toBackendHead(this.request, context)\n    const isRepeat = this.sentBefore\n    this.sentBefore = true\n    return isRepeat ? `${head.slice(0, -2)}${this.added[0]?.line}\\r\\n` : head',
      },
    ],
    fails: ['id.on-a-repeat', 'share.reset-under-all', 'isolation.shared-connections', 'site.stopped-and-started'],
    mayFail: ['id.fresh', 'site.nonces'],
  },
  {
    name: 'id-may-be-nominated',
    stage: 6,
    sentence: 'leaves its id out where the client’s Connection names it',
    changes: [
      {
        file: 'stages/03-forward/forwarding.ts',
        find: 'hopwise\\r\\n${lines(added)}\\r\\n',
        replace:
          "hopwise\\r\\n${request.fields.membersOf('connection').includes('x-request-id') ? '' : lines(added)}\\r\\n",
      },
    ],
    fails: ['id.named-by-connection'],
  },
  {
    name: 'id-only-as-echoed',
    stage: 6,
    sentence: 'passes the id on as the backend sends it back, or does not',
    changes: [
      {
        file: 'stages/03-forward/forwarding.ts',
        find: 'HOP_BY_HOP, added)\n  if (chunked)',
        replace: 'HOP_BY_HOP, [])\n  if (chunked)',
      },
      {
        file: 'stages/03-forward/forwarding.ts',
        find: 'text += `Connection: ${connection}\\r\\n`\n  return `${text}${lines(added)}\\r\\n`',
        replace: 'text += `Connection: ${connection}\\r\\n`\n  return `${text}\\r\\n`',
      },
    ],
    fails: ['id.comes-back', 'id.without-echo', 'id.elsewhere', 'route.no-echo-at-all'],
  },
  {
    name: 'errors-without-id',
    stage: 6,
    sentence: 'sends its own errors without an id',
    changes: [
      {
        file: 'stages/03-forward/answer.ts',
        find: 'withoutBody, fields: this.#added }',
        replace: 'withoutBody }',
      },
      {
        file: 'stages/04-pipelining/client-connection.ts',
        find: "errorReply(error, { fields: this.#settings.newFields(), withoutBody: this.#reader.method === 'HEAD' })",
        replace: 'errorReply(error)',
      },
    ],
    fails: ['id.on-errors'],
  },
  {
    name: 'id-on-the-usual-errors',
    stage: 6,
    sentence: 'sends 400 and 502 with an id, and whatever else it says without',
    changes: [
      {
        file: 'stages/03-forward/answer.ts',
        find: 'withoutBody, fields: this.#added }',
        replace: 'withoutBody, fields: error.status === 502 ? this.#added : [] }',
      },
      {
        file: 'stages/04-pipelining/client-connection.ts',
        find: 'fields: this.#settings.newFields(), without',
        replace: 'fields: error.status === 400 ? this.#settings.newFields() : [], without',
      },
    ],
    fails: ['id.on-errors'],
  },
  {
    name: 'times-out-without-id',
    stage: 6,
    sentence: 'says 408 without an id',
    changes: [
      {
        file: 'stages/03-forward/answer.ts',
        find: 'withoutBody, fields: this.#added }',
        replace: 'withoutBody, fields: error.status === 408 ? [] : this.#added }',
      },
      {
        file: 'stages/04-pipelining/client-connection.ts',
        find: 'fields: this.#settings.newFields(), without',
        replace: 'fields: error.status === 408 ? [] : this.#settings.newFields(), without',
      },
    ],
    fails: ['id.on-timeouts'],
  },
  {
    name: 'interim-ends-it',
    stage: 6,
    sentence: 'forgets an exchange at the first response with its id, also an interim one',
    changes: [
      {
        file: 'stages/03-forward/response-reader.ts',
        find: 'if (isInterim(unowned)) continue',
        replace:
          "if (isInterim(unowned)) {\n        this.#methodFor(unowned)\n        throw new HttpError(502, 'backend', 'no such id')\n      }",
      },
    ],
    fails: ['id.interim', 'interim.not-the-answer'],
  },
  {
    name: 'id-anywhere',
    stage: 6,
    sentence: 'looks for the id in all that it has read, the body and other fields, too',
    changes: [
      {
        file: 'stages/06-request-id/correlation.ts',
        find: 'const id = idOf(head)',
        replace:
          "const id = /X-Request-ID: ([-0-9a-f]{36})/i.exec(head.fields.all.filter(({ key }) => key !== 'x-request-id').map(({ line }) => line).join(''))?.[1] ?? idOf(head)",
      },
    ],
    fails: ['id.elsewhere'],
  },
]
