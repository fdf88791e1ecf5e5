import { describe, expect, test } from 'vitest'
import { toAutolab } from '../autolab.ts'
import { toClassroom, toClassroomOutput } from '../classroom.ts'
import { toGradescope } from '../gradescope.ts'
import { toJson } from '../json.ts'
import { toJunit } from '../junit.ts'
import { aCheck, anAllPassedResult, aResult } from './a-result.ts'
import { faultsOf } from './well-formed.ts'

const undecidedOnly = () =>
  aResult({ checks: [3, 4].map(stage => aCheck('room.a', stage as 3 | 4, 'undecided', 'Nobody knows')) })

describe('JSON', () => {
  test('is the result itself', () => {
    expect(JSON.parse(toJson(aResult()))).toEqual(aResult())
  })

  test('rounds scores to five digits and has no number that is not finite', () => {
    const checks = [
      {
        ...aCheck('room.a', 3, 'failed', 'A'),
        score: 1 / 3,
        maxScore: Number.NaN,
        durationMs: Number.POSITIVE_INFINITY,
      },
    ]
    const [check] = JSON.parse(toJson(aResult({ checks }))).checks
    expect(check).toMatchObject({ score: 0.33333, maxScore: null, durationMs: null })
  })
})

describe('JUnit', () => {
  const xml = toJunit(aResult())

  test('is well-formed, whatever the programs sent', () => {
    expect(faultsOf(xml)).toEqual([])
    const hostile = { ...aCheck('room.a', 3, 'failed', 'A'), reason: '\0\x1b]]>\ud800\uffff<&"', actual: '\0]]>\ufffe' }
    expect(faultsOf(toJunit(aResult({ checks: [hostile] })))).toEqual([])
  })

  test('counts what it holds', () => {
    const count = (element: string) => xml.match(new RegExp(`<${element}[ >]`, 'g'))?.length ?? 0
    expect(xml).toContain(`tests="${count('testcase')}" failures="${count('failure')}" errors="${count('error')}"`)
    expect([count('testcase'), count('failure'), count('error'), count('skipped')]).toEqual([9, 2, 1, 1])
  })

  test('tells a wrong program, an unable lab and a missing prerequisite apart', () => {
    expect(xml).toMatch(/name="failover\.all-dead: [^>]*><error type="Undecided" message="the lab could not/)
    expect(xml).toMatch(/name="pipelining\.order: [^>]*><failure type="Failure" message="client 1 got/)
    expect(xml).toMatch(
      /name="pipelining\.error-in-the-middle: [^>]*><skipped message="needs pipelining\.order, which failed"\/>/,
    )
  })

  test('has no attribute that the strict schema does not know', () => {
    const attributes = (element: string) =>
      [...xml.matchAll(new RegExp(`<${element} ([^>]*?)/?>`, 'g'))].flatMap(([, text]) =>
        [...(text ?? '').matchAll(/(\w+)="/g)].map(([, name]) => name),
      )
    expect([...new Set(attributes('testsuites'))]).toEqual(['name', 'tests', 'failures', 'errors', 'time'])
    expect([...new Set(attributes('testcase'))]).toEqual(['classname', 'name', 'time'])
    expect(xml).toContain('timestamp="2026-01-05T10:00:00"')
  })
})

describe('Gradescope', () => {
  const parsed = JSON.parse(toGradescope(aResult()))

  test('gives no score to a test that was not judged, and then one to the whole, by the judged ones', () => {
    const undecided = parsed.tests.find(
      (each: { extra_data: { checkId: string } }) => each.extra_data.checkId === 'failover.all-dead',
    )
    expect(undecided).not.toHaveProperty('score')
    expect(undecided).not.toHaveProperty('max_score')
    expect(parsed.score).toBe(8)
    const worth = aResult().checks.map(check => (check.verdict === 'undecided' ? { ...check, maxScore: 2 } : check))
    expect(JSON.parse(toGradescope(aResult({ checks: worth }))).score).toBe(9.06667)
  })

  test('gives each test a score and the whole none where everything was judged', () => {
    const all = JSON.parse(toGradescope(anAllPassedResult()))
    expect(all).not.toHaveProperty('score')
    expect(all.tests.every((each: { score?: number }) => typeof each.score === 'number')).toBe(true)
  })

  test('makes no nought of a run in which nothing could be judged', () => {
    expect(JSON.parse(toGradescope(undecidedOnly()))).not.toHaveProperty('score')
  })

  test('names the prerequisite of a skipped test', () => {
    const skipped = parsed.tests.find((each: { number: string }) => each.number === '4.3')
    expect(skipped).toMatchObject({
      score: 0,
      max_score: 2,
      status: 'failed',
      output: expect.stringContaining('needs pipelining.order'),
    })
  })

  test('puts throughput and latency on the leaderboard, of what was scored', () => {
    expect(parsed.leaderboard).toEqual([
      { name: 'stage 4, keep-alive, small pages: throughput to reference', value: 0.698 },
      { name: 'stage 4, keep-alive, small pages: p99 ms', value: 16, order: 'asc' },
    ])
  })
})

describe('GitHub Classroom', () => {
  const parsed = JSON.parse(toClassroom(aResult()))

  test('gives every test a score and a line, and points to nobody for what was not judged', () => {
    expect(
      parsed.tests.every(
        (each: { score: unknown; line_no: unknown }) => Number.isFinite(each.score) && each.line_no === 0,
      ),
    ).toBe(true)
    expect(parsed.max_score).toBe(15)
  })

  test('tells failures where the reporter prints them', () => {
    const of = (status: string) => parsed.tests.filter((each: { status: string }) => each.status === status)
    expect(of('fail')[0].test_code).toContain('FAILED  forward.hop-by-hop')
    expect(of('error')[0].message).toContain('the lab could not free port 8003')
  })

  test('is an error, and no pass, where nothing failed but not all was judged', () => {
    expect(parsed.status).toBe('fail')
    expect(JSON.parse(toClassroom(anAllPassedResult())).status).toBe('pass')
    expect(JSON.parse(toClassroom(undecidedOnly())).status).toBe('error')
    expect(JSON.parse(toClassroom({ ...anAllPassedResult(), complete: false })).status).toBe('error')
  })

  test('fits into a variable of the reporter, and keeps every score and the first line of each failure', () => {
    const long = {
      ...aCheck('room.a', 6, 'failed', 'Something'),
      programOutput: 'x'.repeat(90).concat('\n').repeat(40),
    }
    const result = aResult({ checks: Array.from({ length: 270 }, () => long) })
    expect(toClassroomOutput(result).length).toBeLessThan(128 * 1024)
    const { tests } = JSON.parse(toClassroom(result))
    expect(tests).toHaveLength(270)
    expect(tests[0].test_code).toContain('xxxxx')
    expect(tests[269].test_code).toMatch(/^✗ FAILED .*\nthe evidence is in the report$/)
  })

  test('goes to the reporter as one line of base64', () => {
    const [, encoded = ''] = /^result=([A-Za-z0-9+/=]+)\n$/.exec(toClassroomOutput(aResult())) ?? []
    expect(Buffer.from(encoded, 'base64').toString('utf8')).toBe(toClassroom(aResult()))
  })
})

describe('Autolab', () => {
  const lines = toAutolab(aResult()).trimEnd().split('\n')

  test('has the scores in its last line, a problem a stage', () => {
    expect(JSON.parse(lines.at(-1) ?? '').scores).toEqual({ 'Stage 3 - forward': 4, 'Stage 4 - pipelining': 4 })
  })

  test('has no letter or digit before a colon, which Autolab would take for a key', () => {
    const check = {
      ...aCheck('room.a', 3, 'failed', 'Stage: a title'),
      reason: 'at 127.0.0.1:8001: status: 502',
      hint: 'see http://x:1/',
    }
    expect(toAutolab(aResult({ checks: [check] }))).not.toMatch(/\w\s*:/)
    expect(lines.join('\n')).not.toMatch(/\w\s*:/)
  })

  test('makes no nought of a stage of which nothing could be judged', () => {
    expect(JSON.parse(toAutolab(undecidedOnly()).trimEnd().split('\n').at(-1) ?? '').scores).toEqual({})
  })
})
