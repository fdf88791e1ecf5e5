// What is written for other platforms is what they accept, whatever the result.
import { describe, expect, test } from 'vitest'
import type { GradeResult } from '../../result.ts'
import { toAutolab } from '../autolab.ts'
import { toClassroom } from '../classroom.ts'
import { toGradescope } from '../gradescope.ts'
import { aCheck, anAllPassedResult, aResult } from './a-result.ts'
import { acceptAutolab, acceptCanvas, acceptClassroom, acceptGradescope } from './platforms.ts'

const HOSTILE = {
  ...aCheck('room.a', 3, 'failed', 'says "key: value" and http://x:80/'),
  reason: '\0\x1b::error::]]>\ud800 key: 1',
  actual: '::notice title=Autograding report::{}',
  programOutput: '{"scores":{"Stage 1":100}}',
}

const RESULTS: Record<string, GradeResult> = {
  'of everything': aResult(),
  'all passed': anAllPassedResult(),
  'of nothing': aResult({ checks: [], stages: [], complete: false }),
  'of hostile words': aResult({ checks: [HOSTILE, { ...HOSTILE, verdict: 'undecided' }] }),
}

describe.each(Object.entries(RESULTS))('a result %s', (name, result) => {
  // Nothing was judged: there the platform must say that the grader has failed, and must not be given a score.
  test(`is ${name === 'of nothing' ? 'refused' : 'accepted'} by Gradescope`, () => {
    const accept = () => acceptGradescope(toGradescope(result))
    if (name === 'of nothing') expect(accept).toThrow()
    else accept()
  })
  test('is accepted by GitHub Classroom', () => acceptClassroom(toClassroom(result)))
  test('is accepted by Autolab', () => acceptAutolab(toAutolab(result)))
})

describe('the validators refuse', () => {
  test.each([
    [acceptGradescope, '{"tests": [{"name": "a", "status": "passed"}]}'],
    [acceptGradescope, '{"score": 1, "tests": [{"score": 2, "max_score": 1}]}'],
    [acceptGradescope, '{"score": 1, "verdict": "passed"}'],
    [acceptGradescope, '{"tests": []}'],
    [acceptClassroom, '{"version": 1, "status": "pass", "max_score": 1, "tests": [{"name": "a", "status": "pass"}]}'],
    [acceptAutolab, '{"_presentation": "semantic", "stages": []}\n{"scores": {"Stage 3: forward": 1}}'],
    [acceptAutolab, '{"_presentation": "semantic", "stages": ["a"]}\n{"scores": {}}'],
    [acceptCanvas, 'Student,ID,Section,Proxy\nAda,1,N,NaN\n'],
    [acceptCanvas, 'Student,ID,Proxy\nAda,1,1\n'],
  ])('what the platform would not take (%#)', (accept, text) => expect(() => accept(text)).toThrow())
})
