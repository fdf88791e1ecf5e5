// Impostors of stage 3: forwarders that write wrong heads, misread answers, or forward without having read.
import type { Impostor } from './impostor.ts'

export const FORWARD_IMPOSTORS: readonly Impostor[] = [
  {
    name: 'host-twice',
    stage: 3,
    sentence: 'sends its own Host and that of the client too',
    changes: [
      {
        file: 'stages/03-forward/forwarding.ts',
        find: "new Set([...HOP_BY_HOP, 'host', ",
        replace: 'new Set([...HOP_BY_HOP, ',
      },
    ],
    fails: [],
  },
  {
    name: 'tunnel-to-the-first',
    stage: 3,
    sentence: 'ties each client to the first backend, byte for byte, and reads nothing',
    program: ['node', 'grader/impostors/programs/tunnel.ts', '{host}', '{port}', '{conf}'],
    fails: [],
  },
  {
    name: 'lawful-says-no-via',
    stage: 3,
    sentence: 'does not say Via, which a proxy of the course need not',
    lawful: true,
    changes: [
      {
        file: 'stages/03-forward/forwarding.ts',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it is another file's text
        find: '\\r\\nVia: ${request.version} hopwise\\r\\n',
        replace: '\\r\\n',
      },
    ],
    fails: [],
  },
]
