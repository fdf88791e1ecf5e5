// class.html: how a class stands, for the instructor: first what speaks against the grader, then the students. Pure.
import type { Course } from '../course/course.ts'
import { page } from '../report/html-page.ts'
import { type Markup, markup } from '../report/markup.ts'
import { counted, points } from '../report/wording.ts'
import type { ClassPlan } from './class-plan.ts'
import { CLASS_STYLE } from './class-style.ts'
import { distribution } from './distribution.ts'
import { matrix } from './matrix.ts'
import type { ClassRecord, Status } from './record.ts'
import { countOf } from './scores.ts'
import { type Suspect, suspects } from './suspects.ts'
import { courseGradeOf, latestPercent } from './worth.ts'

/** @param sandbox how the programs were contained, as a phrase */
export function toClassPage(
  plan: ClassPlan,
  records: readonly ClassRecord[],
  sandbox: string,
  course?: Course,
): string {
  const body = markup`${header(plan, records, sandbox)}
<main id="main">
<section aria-labelledby="suspects"><h2 id="suspects">The grader first</h2>${suspectTable(suspects(plan, records))}</section>
<section aria-labelledby="distribution"><h2 id="distribution">Distribution</h2>${distribution(records)}</section>
<section aria-labelledby="students"><h2 id="students">Students</h2>${studentTable(records, course)}</section>
<section aria-labelledby="matrix"><h2 id="matrix">Students and checks</h2>${matrix(plan, records)}</section>
</main>`
  return page('Hopwise class', body, CLASS_STYLE)
}

const STATUSES: readonly Status[] = ['graded', 'stopped', 'refused', 'absent', 'failed']

function header(
  { suite, seed, stages, backends }: ClassPlan,
  records: readonly ClassRecord[],
  sandbox: string,
): Markup {
  const counts = STATUSES.map(status => [status, records.filter(record => record.status === status).length] as const)
  const told = counts.filter(([, count]) => count > 0).map(([status, count]) => `${count} ${status}`)
  const facts = [
    ['Suite', `${suite.version}, ${suite.digest}`],
    ['Seed', String(seed)],
    ['Stages', stages.join(', ')],
    ['Backends', backends],
    ['Sandbox', sandbox],
  ]
  return markup`<header><p class="kicker">Hopwise class</p><h1>${counted(records.length, 'student')}</h1>
<p class="lead">${told.join(', ')}.</p>
<dl class="facts">${facts.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl></header>`
}

function suspectTable(found: readonly Suspect[]): Markup {
  if (found.length === 0) return markup`<p>No check was undecided, and none failed nearly everybody.</p>`
  return markup`<p>A check that nearly everybody fails, or that could not be judged, says more about itself, the course or the machine than about a
student. Look at these before grades leave.</p>
<div class="scroll" role="region" tabindex="0" aria-label="Suspected checks"><table><thead><tr><th scope="col">Check</th><th scope="col">Why</th><th scope="col" class="number">Points</th></tr></thead>
<tbody>${found.map(
    ({ check, why }) => markup`<tr><th scope="row">${check.title}<br><code>${check.id}</code></th><td>${why}</td>
<td class="number">${points(check.points * check.stages.length)}</td></tr>
`,
  )}</tbody></table></div>`
}

function studentTable(records: readonly ClassRecord[], course: Course | undefined): Markup {
  return markup`<div class="scroll" role="region" tabindex="0" aria-label="Students"><table>
<thead><tr><th scope="col">Student</th><th scope="col">Status</th><th scope="col" class="number">Score</th>${course && markup`<th scope="col" class="number">Points</th>`}<th scope="col" class="number">Failed</th><th scope="col" class="number">Undecided</th><th scope="col">Remark</th></tr></thead>
<tbody>${records.map(record => studentRow(record, course))}</tbody></table></div>`
}

function studentRow(record: ClassRecord, course: Course | undefined): Markup {
  const { student, status, reason, score, maxScore, verdicts, leftBehind } = record
  const hasReport = status === 'graded' || status === 'stopped'
  const name = student.name === null ? student.key : `${student.name} (${student.key})`
  const link = hasReport
    ? markup`<a href="students/${encodeURIComponent(student.key)}/report.html">${name}</a>`
    : markup`${name}`
  const remarks = [reason, leftBehind > 0 ? `left ${counted(leftBehind, 'thing')} running` : null]
  return markup`<tr><th scope="row">${link}</th><td class="status-${status}">${status}</td>
<td class="number">${score === null ? 'none' : `${points(score)} of ${points(maxScore)}`}</td>
${course && markup`<td class="number">${coursePoints(record, course)}</td>`}
<td class="number">${countOf(verdicts, 'failed')}</td><td class="number">${countOf(verdicts, 'undecided')}</td>
<td>${remarks.filter(each => each !== null).join('; ')}</td></tr>
`
}

function coursePoints(record: ClassRecord, course: Course): string {
  const grade = courseGradeOf(record, course)
  if (grade.points === null) return 'none'
  const late = latestPercent(record, grade) ?? 0
  return `${points(grade.points)} of ${points(grade.maxPoints)}${late === 0 ? '' : `, late: −${late} %`}`
}
