// Every region, alone: with only this one left to the student a check of its stage fails with its words. So each is reached, and
// none is boilerplate that no check would miss.
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { StageNumber } from '../../result.ts'
import { gradeQuietly, reasonsOf } from '../../test/quiet.ts'
import { type Region, regionsOf } from '../regions.ts'
import { withoutMarkers, wordsOf } from '../strip.ts'
import { madeHandout, programsWithout, TREE } from './made.ts'

/** By the beginning of the prompt: a check that comes by. */
const COMES_BY: Readonly<Record<string, string>> = {
  'Send every piece': 'echo.word',
  'receive_data:': 'echo.word',
  'send_data:': 'echo.word',
  'watch:': 'echo.word',
  'Find where the head': 'parse.request',
  'Decide how the body ends': 'parse.request',
  'Hand out what': 'parse.lengths',
  'Take chunk by chunk': 'parse.chunked',
  'Bring the four forms': 'parse.request',
  'Tell the client': 'failover.all-refuse',
  'Least connections': 'balance.least-connections',
  'Round robin': 'forward.get',
  'An attempt came': 'failover.one-refuses',
  'Write the head': 'forward.get',
  'Leave out': 'forward.get',
  'Decide how the body of': 'forward.get',
  'Lend the exchange': 'keepalive.persists',
  'Let the slots': 'keepalive.persists',
  'Climb the ladder': 'keepalive.persists',
  'Say whether this': 'pool.dies-under-a-get',
  'Count the failures': 'forward.get',
  'Write, and say': 'forward.get',
  'The client has': 'deadline.half-head',
  'Stop gracefully': 'stop.idle-clients',
  'Gather small': 'forward.get',
  'Find the exchange': 'forward.get',
  'Say whether an': 'forward.get',
  'Give the exchange': 'forward.get',
}

const SOURCES = ['stages', 'starters'].flatMap(TREE.below).filter(path => /\.(?:ts|py)$/.test(path))
const REGIONS = SOURCES.flatMap(path =>
  regionsOf(TREE.read(path) ?? '', path).map(region => ({ path, region, prompt: region.prompt })),
)

describe('left to the student alone', () => {
  test.each(REGIONS)('$path: $prompt', async ({ path, region, prompt }) => {
    const [, id = ''] = Object.entries(COMES_BY).findLast(([start]) => prompt.startsWith(start)) ?? []
    const stage = Number(/\/0(\d)-/.exec(path)?.[1]) as StageNumber
    const folder = madeHandout(programsWithout(each => (each === path ? onlyWithout(path, region, stage) : undefined)))
    const subject = path.startsWith('starters/') ? join(folder, path, '..') : folder
    const result = await gradeQuietly({ subject, stages: [stage], only: [id] })
    const check = result.checks.find(each => each.id === id)
    expect(check?.reason, reasonsOf(result).join('\n')).toBe(wordsOf(stage, prompt))
    expect(check?.verdict).toBe('failed')
  })
})

/** The file with its other solutions. */
function onlyWithout(path: string, { from, to, prompt, indent }: Region, stage: StageNumber): string {
  const words = JSON.stringify(wordsOf(stage, prompt))
  const throwing = path.endsWith('.py') ? `raise NotImplementedError(${words})` : `throw new Error(${words})`
  const lines = (TREE.read(path) ?? '').split('\n')
  return withoutMarkers([...lines.slice(0, from - 1), indent + throwing, ...lines.slice(to)].join('\n'), path)
}
