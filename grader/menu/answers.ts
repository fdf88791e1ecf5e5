// What was chosen in the menu, and the command line that says the same. Pure.
import type { StageNumber } from '../result.ts'

export interface MenuAnswers {
  /** As `--subject` takes it. */
  readonly subject: string
  /** In ascending order. */
  readonly stages: readonly StageNumber[]
  /** Those that the subject claims. */
  readonly claimed: readonly StageNumber[]
  /** As `--backends` takes it. */
  readonly backends: string
  /** What would be taken without `--backends`. */
  readonly usualBackends: string
  readonly load: boolean
  readonly html: string | undefined
  readonly json: string | undefined
}

/** What need not be said is left out, but for the subject: without any flag it would be a menu again. */
export function toFlags(answers: MenuAnswers): string[] {
  const { subject, stages, claimed, backends, usualBackends, load, html, json } = answers
  const all = stages.length === claimed.length
  return [
    ...['--subject', subject],
    ...(all ? [] : ['--stages', toStagesText(stages)]),
    ...(backends === usualBackends ? [] : ['--backends', backends]),
    ...(load ? ['--load'] : []),
    ...(html === undefined ? [] : ['--html', html]),
    ...(json === undefined ? [] : ['--json', json]),
  ]
}

/** `1-3,5`: neighbours from three on are a range. */
function toStagesText(stages: readonly StageNumber[]): string {
  const runs: number[][] = []
  for (const stage of stages) {
    const run = runs.at(-1)
    if (run?.at(-1) === stage - 1) run.push(stage)
    else runs.push([stage])
  }
  return runs.map(run => (run.length > 2 ? `${run[0]}-${run.at(-1)}` : run.join(','))).join(',')
}
