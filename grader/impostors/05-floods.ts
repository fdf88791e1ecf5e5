// Proxies of stage 5 before which a line of the chunked coding does not end.
import type { Impostor } from './impostor.ts'

export const FLOOD_IMPOSTORS: readonly Impostor[] = [
  {
    name: 'lines-without-end',
    stage: 5,
    sentence: 'reads lines of the chunked coding to their ends, however far those are',
    changes: [
      {
        file: 'stages/02-parse/body.ts',
        find: 'if ((line?.length ?? buffer.length - 1) > limitBytes)',
        replace: 'if ((line?.length ?? 0) > limitBytes)',
      },
    ],
    fails: ['flow.endless-chunk-lines'],
  },
  {
    name: 'lawful-passes-over-lines',
    stage: 5,
    sentence: 'passes over the middle of a line of the chunked coding, however long it is, and keeps none of it',
    lawful: true,
    changes: [
      {
        file: 'stages/02-parse/body.ts',
        find: 'if ((line?.length ?? buffer.length - 1) > limitBytes)',
        replace:
          'if (line === undefined && buffer.length > limitBytes) buffer.takeUpTo(buffer.length - limitBytes)\n  if ((line?.length ?? 0) > limitBytes)',
      },
    ],
    fails: [],
  },
]
