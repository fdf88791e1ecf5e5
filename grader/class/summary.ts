// A class in three lines. Pure.
import { counted } from '../report/wording.ts'
import type { ClassRecord, Status } from './record.ts'

const WORDS: Readonly<Record<Status, string>> = {
  graded: 'graded',
  stopped: 'out of time',
  refused: 'could not be graded as handed in',
  absent: 'handed in nothing',
  failed: 'not graded by a fault of the grader',
}

/** @param members how many there are, also those who have no record since the run was stopped */
export function summary(records: readonly ClassRecord[], members: number, out: string): string {
  const statuses = Object.keys(WORDS) as Status[]
  const counts = statuses.map(status => [status, records.filter(record => record.status === status).length] as const)
  const told = counts.filter(([, count]) => count > 0).map(([status, count]) => `${count} ${WORDS[status]}`)
  const left = members - records.length
  const open = left === 0 ? '' : `${counted(left, 'student')} not reached: the same command goes on.\n`
  return `${counted(members, 'student')}: ${told.join(', ') || 'none graded'}.\n${open}${out}/class.html, ${out}/grades.csv\n`
}
