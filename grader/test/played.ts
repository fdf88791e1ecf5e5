// For tests of captures: a check made in a world of its own, with what the lab recorded of it, and what the grader's own parsers
// find in that.
import type { Check } from '../check.ts'
import { type Judgement, judge } from '../judge.ts'
import { World } from '../lab/world.ts'
import type { CapturedCheck } from '../report/pcapng.ts'
import type { Recorded, StageNumber } from '../result.ts'
import { findSubject } from '../subjects/find-subject.ts'
import { RequestParser } from '../wire/request-parser.ts'
import { ROOT } from './quiet.ts'

export interface Played extends Judgement {
  readonly check: CapturedCheck
}

/** @param subject as in `--subject` */
export async function play(check: Check, stage: StageNumber, subject = 'reference'): Promise<Played> {
  const found = findSubject(subject, ROOT)
  await found.prepare()
  try {
    const startSite = async () => {
      throw new Error('this check needs no site')
    }
    await using world = new World({ subject: found, stage, options: check.world ?? {}, startSite })
    await world.start()
    const judgement = await judge(check, world, 7)
    const { id, title, spec } = check
    return { ...judgement, check: { ...judgement, id, title, spec, stage, repeat: '' } }
  } finally {
    await found.dispose()
  }
}

export interface Counts {
  requests: number
  responses: number
}

/** Per connection, whole requests and final responses, as they stand in what was recorded. */
export function countMessages(events: readonly Recorded[]): Map<string, Counts> {
  const counts = new Map<string, Counts>()
  const parsers = new Map<string, RequestParser>()
  for (const { kind, connection, from, bytes } of events) {
    if (kind !== 'bytes') continue
    const mine = counts.get(connection) ?? { requests: 0, responses: 0 }
    counts.set(connection, mine)
    const isRequest = connection.startsWith('client ') === (from !== 'proxy')
    const parser = parsers.get(connection) ?? new RequestParser()
    parsers.set(connection, parser)
    if (isRequest)
      mine.requests += parser.push(Buffer.from(bytes, 'latin1')).filter(each => each.kind === 'head').length
    else mine.responses += bytes.match(/^HTTP\/1\.1 [2-5]\d\d /gm)?.length ?? 0
  }
  return counts
}
