// Impostors of stage 6 that take one name for another: that of the client, or one that is nearly the same.
import type { Impostor } from './impostor.ts'

export const NAME_IMPOSTORS: readonly Impostor[] = [
  {
    name: 'trusts-uuids-of-version-7',
    stage: 6,
    sentence: 'takes the id of the client where it is a UUID of version 7, in capital letters or small ones',
    changes: [
      {
        file: 'stages/04-pipelining/turn.ts',
        find: 'const added = settings.newFields()',
        replace:
          "const own = head.fields.valuesOf('x-request-id')[0]\n    const added = settings.newFields(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(own ?? '') ? own : undefined)",
      },
      {
        file: 'stages/06-request-id/main.ts',
        find: 'newFields: () => requestIdFields(newUuid),',
        replace: 'newFields: own => requestIdFields(() => own ?? newUuid()),',
      },
    ],
    fails: ['id.replaces'],
  },
  {
    name: 'tells-clients-their-own-ids',
    stage: 6,
    sentence: 'tells a client the id that it has sent, and the backend another',
    changes: [
      {
        file: 'stages/04-pipelining/turn.ts',
        find: 'this.answer = new Answer(head, slot, this, added)',
        replace:
          "const own = head.fields.all.filter(({ key }) => key === 'x-request-id').slice(0, 1)\n    this.answer = new Answer(head, slot, this, own.length > 0 ? own : added)",
      },
    ],
    fails: ['id.replaces', 'site.ids'],
  },
  {
    name: 'first-eight-digits',
    stage: 6,
    sentence: 'finds the owner of an answer by the first eight digits of its id',
    changes: [
      {
        file: 'stages/06-request-id/correlation.ts',
        find: 'idIn(added) === id.toLowerCase())',
        replace: 'idIn(added).slice(0, 8) === id.toLowerCase().slice(0, 8))',
      },
    ],
    fails: ['step.unknown-id'],
  },
]
