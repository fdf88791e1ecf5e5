import { describe, expect, test } from 'vitest'
import { toStudentTerminal } from '../student-terminal.ts'
import { aCheck, anAllPassedResult, aResult } from './a-result.ts'

const show = (result = aResult()) => toStudentTerminal(result, { colour: false })

describe('the student’s view', () => {
  test('tells at most three failures in full and names the others', () => {
    const checks = ['a', 'b', 'c', 'd', 'e'].map(name => aCheck(`room.${name}`, 3, 'failed', `What ${name} asks`))
    const shown = show(aResult({ checks }))
    expect(shown.match(/why it matters/g)).toHaveLength(3)
    expect(shown).toContain('✗ FAILED too\n    room.d (stage 3): What d asks\n    room.e (stage 3): What e asks\n')
  })

  test('ends with what to mend first and the command to run then', () => {
    expect(show()).toMatch(/\nNext: mend forward\.hop-by-hop first; then `npm run check 4`\.\n$/)
  })

  test('tells, when all passed, what the next stage brings', () => {
    const shown = show(anAllPassedResult()).replace(/\s+/g, ' ')
    expect(shown).toContain('Stage 4 stands: 9 checks passed. Next: stage 5, non-blocking')
    expect(shown).toContain('Then `npm run check 5`.')
  })

  test('sends nobody on who was not judged', () => {
    const checks = [aCheck('room.a', 3, 'passed', 'A'), aCheck('room.b', 3, 'undecided', 'B')]
    expect(show(aResult({ checks }))).toContain(
      '1 check could not be judged. Next: `npm run check 4` while the machine is quiet.',
    )
    expect(show(aResult({ complete: false, checks: [] }))).not.toContain('stands')
  })

  test('says to make the program start where it does not', () => {
    const stages = aResult().stages.map(stage => ({ ...stage, notGraded: 'the program ended with status 1' }))
    const checks = [aCheck('room.a', 3, 'skipped', 'A')]
    expect(show(aResult({ checks, stages }))).toMatch(/Next: make stage 3 start; then `npm run check 4`\.\n$/)
  })

  test('praises at the last stage without naming a seventh', () => {
    const passed = anAllPassedResult()
    const stages = passed.stages.map(stage => ({ ...stage, stage: 6 as const }))
    expect(show({ ...passed, stages })).toContain('That was the last stage.')
  })
})
