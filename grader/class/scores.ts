// What a result is worth in a class: out of the same points for everybody, whatever was claimed and however far it came. Pure.
import type { CheckResult, GradeResult, Verdict } from '../result.ts'
import { type ClassPlan, pointsAt } from './class-plan.ts'
import type { StageScore } from './record.ts'

/** Worst first. */
const ORDER: readonly Verdict[] = ['failed', 'skipped', 'undecided', 'passed']

/** Of a stage that was not claimed, and of checks that were not made, no points. What could not be judged is as good as the rest. */
export function stageScores(plan: ClassPlan, result: GradeResult | undefined): StageScore[] {
  return plan.stages.map(stage => {
    const maxScore = pointsAt(plan, stage)
    const checks = result?.checks.filter(check => check.stage === stage) ?? []
    return { stage, score: fairScore(checks, maxScore), maxScore }
  })
}

export function sumOf(stages: readonly StageScore[]): { score: number | null; maxScore: number } {
  const scores = stages.map(({ score }) => score)
  const known = scores.filter(score => score !== null)
  return {
    score: known.length < scores.length ? null : rounded(known.reduce((sum, score) => sum + score, 0)),
    maxScore: stages.reduce((sum, { maxScore }) => sum + maxScore, 0),
  }
}

/** By id, in the plan's order. */
export function worstVerdicts({ checks }: ClassPlan, result: GradeResult | undefined): Record<string, Verdict> {
  const made = Map.groupBy(result?.checks ?? [], ({ id }) => id)
  return Object.fromEntries(
    checks.flatMap(({ id }) => {
      const verdicts = made.get(id)?.map(({ verdict }) => verdict) ?? []
      const worst = ORDER.find(verdict => verdicts.includes(verdict))
      return worst === undefined ? [] : [[id, worst]]
    }),
  )
}

export function countOf(verdicts: Readonly<Record<string, Verdict>>, verdict: Verdict): number {
  return Object.values(verdicts).filter(each => each === verdict).length
}

/** Null where there were points and none of them could be judged. */
function fairScore(checks: readonly CheckResult[], maxScore: number): number | null {
  const open = sum(checks.filter(({ verdict }) => verdict === 'undecided').map(check => check.maxScore))
  if (open > 0 && open >= maxScore) return null
  const earned = sum(checks.filter(({ verdict }) => verdict !== 'undecided').map(({ score }) => score))
  return maxScore === 0 ? 0 : rounded((earned / (maxScore - open)) * maxScore)
}

function sum(points: readonly number[]): number {
  return points.reduce((total, each) => total + each, 0)
}

function rounded(points: number): number {
  return Math.round(points * 100) / 100
}
