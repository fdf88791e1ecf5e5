// Impostors of stage 6 that give answers to the wrong client, or fall over one that has gone.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is another file's text
import type { Impostor } from './impostor.ts'

const FIND = 'const owner = id === undefined ? oldest : this.find(({ added }) => idIn(added) === id.toLowerCase())'

export const ROUTING_IMPOSTORS: readonly Impostor[] = [
  {
    name: 'order-alone',
    stage: 6,
    sentence: 'gives every answer to whoever has waited longest, and never looks at its id',
    changes: [{ file: 'stages/06-request-id/correlation.ts', find: FIND, replace: 'const owner = oldest' }],
    fails: [
      'route.out-of-turn',
      'route.out-of-turn-kinds',
      'step.unknown-id',
      'step.unknown-id-post',
      'share.one-is-slow',
      'isolation.shared-connections',
      'step.answered-twice',
    ],
    mayFail: ['isolation.failing-backends'],
  },
  {
    name: 'unknown-to-the-oldest',
    stage: 6,
    sentence: 'gives an answer with an unknown id to whoever has waited longest, and goes on',
    changes: [{ file: 'stages/06-request-id/correlation.ts', find: FIND, replace: `${FIND} ?? oldest` }],
    fails: ['step.unknown-id', 'step.unknown-id-post', 'isolation.shared-connections', 'step.answered-twice'],
    mayFail: ['isolation.failing-backends'],
  },
  {
    name: 'one-list-of-ids',
    stage: 6,
    sentence: 'looks an id up among those of all connections',
    changes: [
      {
        file: 'stages/06-request-id/correlation.ts',
        find: 'this.find(({ added }) => idIn(added) === id.toLowerCase())',
        replace: 'ALL.get(id.toLowerCase())',
      },
      {
        file: 'stages/06-request-id/correlation.ts',
        find: '  override ownerOf',
        replace: `  override add(exchange: Carried): void {
    super.add(exchange)
    ALL.set(idIn(exchange.added), exchange)
  }

  override remove(exchange: Carried): void {
    super.remove(exchange)
    ALL.delete(idIn(exchange.added))
  }

  override ownerOf`,
      },
      {
        file: 'stages/06-request-id/correlation.ts',
        find: 'export class Correlation',
        replace: 'const ALL = new Map<string, Carried>()\n\nexport class Correlation',
      },
    ],
    fails: ['step.id-of-another-connection'],
  },
  {
    name: 'no-id-no-answer',
    stage: 6,
    sentence: 'takes an answer without an id for one to nobody',
    changes: [
      {
        file: 'stages/06-request-id/correlation.ts',
        find: 'id === undefined ? oldest :',
        replace: 'id === undefined ? undefined :',
      },
    ],
    fails: ['id.without-echo', 'id.elsewhere', 'route.no-echo-at-all'],
  },
  {
    name: 'no-id-to-the-newest',
    stage: 6,
    sentence: 'gives an answer without an id to whoever was sent last',
    changes: [
      {
        file: 'stages/06-request-id/correlation.ts',
        find: 'if (owner !== undefined) return owner',
        replace:
          'let newest: Carried | undefined\n    if (id === undefined) this.find(each => (newest = each) === undefined)\n    if (newest ?? owner) return (newest ?? owner) as Carried',
      },
    ],
    fails: ['route.by-order', 'step.client-gone-unnamed'],
    // Nor has the answer to a probe an id: it depends on who is sent while it comes.
    mayFail: ['health.probes'],
  },
  {
    name: 'method-of-the-oldest',
    stage: 6,
    sentence: 'finds the owner of an answer by its id, and its end by the method of whoever has waited longest',
    changes: [
      {
        file: 'stages/03-forward/backend-connection.ts',
        find: 'return this.#speaking.request.method',
        replace: 'return this.#awaiting.oldest.request.method',
      },
    ],
    fails: ['route.out-of-turn-kinds', 'isolation.shared-connections'],
  },
  {
    name: 'one-answer-a-read',
    stage: 6,
    sentence: 'reads one answer from what a read has brought, and leaves the rest to the next read',
    changes: [
      {
        file: 'stages/03-forward/backend-connection.ts',
        find: 'if (event !== undefined) this.#pass(event)\n        else if',
        replace:
          "if (event !== undefined) {\n          this.#pass(event)\n          if (event.type === 'end') return\n        } else if",
      },
    ],
    fails: [
      'isolation.failing-backends',
      'id.fresh',
      'route.out-of-turn',
      'route.out-of-turn-kinds',
      'route.any-cut',
      'step.answered-twice',
      'step.client-gone',
      'step.client-gone-unnamed',
      'step.two-ids',
      'share.few-connections',
      'share.closed-behind-some',
      'share.reset-under-all',
      'share.one-is-slow',
      'isolation.shared-connections',
      'pipelining.forty',
    ],
    mayFail: [
      'balance.crowd',
      'close.aborts',
      'close.strangers-answer',
      'crowd.thousand',
      'fair.hanging-backends',
      'fair.silent-clients',
      'fair.slow-reader',
      'flow.bodiless-unread',
      'fair.slow-writer',
      'flow.pipelined-unread',
      'health.comes-back',
      'health.no-error',
      'health.probes',
      'id.two-clients-with-one',
      'pipelining.every-kind-of-answer',
      'route.by-order',
      'site.nonces',
      'step.unknown-id',
    ],
  },
  {
    name: 'strikes-off-the-gone',
    stage: 6,
    sentence: 'strikes a client that has gone off the list of those who are owed an answer',
    changes: [
      {
        file: 'stages/03-forward/backend-connection.ts',
        find: "this.#speaking === exchange)\n      this.#end(this.#error(502, 'not needed any more'), null)\n",
        replace:
          "this.#speaking === exchange)\n      this.#end(this.#error(502, 'not needed any more'), null)\n    else this.#awaiting.remove(exchange)\n",
      },
    ],
    fails: ['step.client-gone-unnamed'],
    mayFail: ['isolation.shared-connections'],
  },
  {
    name: 'falls-over-the-gone',
    stage: 6,
    sentence: 'falls over the answer to a client that has gone',
    changes: [
      {
        file: 'stages/03-forward/backend-connection.ts',
        find: "if (exchange.isOver && !isSoonOver(event.head)) return this.#end(this.#error(502, 'not needed any more'), null)",
        replace: "if (exchange.isOver) throw new TypeError('nobody is there')",
      },
    ],
    fails: ['step.client-gone', 'step.client-gone-unnamed'],
    mayFail: [
      'close.aborts',
      'crowd.thousand',
      'deadline.late-answer',
      'fair.hanging-backends',
      'fair.slow-writer',
      'flow.bodiless-unread',
      'flow.pipelined-unread',
      'id.fresh',
      'isolation.failing-backends',
      'isolation.shared-connections',
      'share.few-connections',
      'route.any-cut',
      'route.out-of-turn',
      'share.one-is-slow',
      'site.keepalive-requests',
      'step.answered-twice',
    ],
  },
]
