// The roster: who is in the class. Reads the project's own columns, GitHub Classroom's roster and its list of grades. Reads a file.
import { readFileSync } from 'node:fs'
import { parse } from 'csv/sync'
import { whyUnreadable } from '../../backends/unreadable.ts'
import { isMoment, MOMENT_WANTED, ofClassroom } from '../course/moment.ts'
import { oneLine } from '../report/printable.ts'
import { CannotGrade } from '../verdict.ts'
import { decodeCsv, delimiterOf } from './csv-text.ts'
import { toKeys } from './keys.ts'
import type { Student } from './record.ts'

/** By what a column may be called, in the order of preference. Case and blanks do not matter. */
const COLUMNS = {
  submission: ['submission', 'student_repository_name'],
  id: ['id', 'student', 'identifier', 'roster_identifier', 'sis user id', 'sis login id'],
  name: ['name', 'full_name', 'student name'],
  email: ['email', 'e-mail', 'mail'],
  github: ['github_username', 'github'],
  submitted: ['submitted'],
  pushed: ['submission_timestamp'],
} as const

export interface RosterEntry extends Omit<Student, 'key'> {
  /** The name of the submission, where the roster tells it. */
  readonly submission: string | null
  /** The line in the file. */
  readonly line: number
}

/** Throws CannotGrade, one line that names file, place and fault. */
export function readRoster(file: string): RosterEntry[] {
  const [first, ...students] = parseRows(file)
  const heading = first?.record ?? []
  const names = heading.map(each => each.trim().toLowerCase())
  const places = Object.fromEntries(
    Object.entries(COLUMNS).map(([column, known]) => [
      column,
      known.map(name => names.indexOf(name)).find(place => place >= 0),
    ]),
  )
  if (
    places.submission === undefined &&
    places.id === undefined &&
    places.github === undefined &&
    places.email === undefined
  )
    throw new CannotGrade(
      `${file}: line 1 names no column that tells students apart; it needs submission, id, email, or GitHub Classroom's identifier and github_username`,
    )
  const cell = (row: readonly string[], column: keyof typeof COLUMNS) => {
    const place = places[column]
    return (place === undefined ? '' : (row[place] ?? '')).trim() || null
  }
  return students.map(({ record: row, info: { lines: line } }) => {
    const submitted = cell(row, 'submitted')
    if (submitted !== null && !isMoment(submitted))
      throw new CannotGrade(`--roster ${file}: line ${line}: submitted: ${MOMENT_WANTED}, not ${oneLine(submitted)}`)
    return {
      submission: cell(row, 'submission'),
      id: cell(row, 'id'),
      name: cell(row, 'name'),
      email: cell(row, 'email'),
      github: cell(row, 'github'),
      submitted: submitted ?? ofClassroom(cell(row, 'pushed') ?? '') ?? null,
      line,
    }
  })
}

export interface Matched<Each> {
  readonly submission: Each | undefined
  readonly student: Student
}

/**
 * Everybody on the roster and everybody who handed in, in the order of their keys. A submission is known by its name: that of the
 * column `submission`, or one that is or contains id, email or GitHub's name as a word.
 *
 * @throws CannotGrade where two lines of the roster claim the same submission
 */
export function matchRoster<Each extends { readonly key: string; readonly entry: string }>(
  submissions: readonly Each[],
  roster: readonly RosterEntry[] | undefined,
): Matched<Each>[] {
  if (roster === undefined) return submissions.map(submission => ({ submission, student: stranger(submission.key) }))
  const taken = new Map<Each, RosterEntry>()
  const absent: RosterEntry[] = []
  for (const entry of roster) {
    const submission = submissions.find(each => isNamed(each, entry)) ?? submissions.find(each => isPartOf(each, entry))
    if (submission === undefined) {
      absent.push(entry)
      continue
    }
    const other = taken.get(submission)
    if (other !== undefined) refuseTwo(other, entry, submission.entry)
    taken.set(submission, entry)
  }
  const present = submissions.map(submission => ({
    submission,
    student: { ...(taken.get(submission) ?? stranger('')), key: submission.key },
  }))
  const keys = toKeys([...submissions.map(({ key }) => key), ...absent.map(nameOf)]).slice(submissions.length)
  const missing = absent.map((entry, index) => ({
    submission: undefined,
    student: { ...entry, key: keys[index] ?? '' },
  }))
  return [...present, ...missing]
    .map(({ submission, student: { key, name, id, email, github, submitted } }) => ({
      submission,
      student: { key, name, id, email, github, submitted },
    }))
    .sort((a, b) => (a.student.key < b.student.key ? -1 : 1))
}

function refuseTwo(one: RosterEntry, other: RosterEntry, submission: string): never {
  const named = [one, other].filter(entry => entry.submission !== null)
  const remedy =
    named.length === 2 ? 'take out one of them, or correct its column submission' : 'name it in a column submission'
  throw new CannotGrade(
    `the roster's lines ${one.line} and ${other.line} both mean the submission ${submission}; ${remedy}`,
  )
}

function stranger(key: string): Student {
  return { key, name: null, id: null, email: null, github: null, submitted: null }
}

function nameOf({ submission, id, github, email, name, line }: RosterEntry): string {
  return submission ?? id ?? github ?? email ?? name ?? `line-${line}`
}

function isNamed({ key, entry }: { readonly key: string; readonly entry: string }, roster: RosterEntry): boolean {
  const bare = entry.replace(/\.(?:zip|tar|tar\.gz|tgz)$/i, '')
  const names = [roster.submission, roster.id, roster.github, roster.email, roster.email?.split('@')[0], roster.name]
  return names.some(name => name != null && [key, entry, bare].some(each => each.toLowerCase() === name.toLowerCase()))
}

/** As in `assignment-1-ada`, of GitHub Classroom, and `lovelaceada_10342_88123_proxy.zip`, of Canvas. */
function isPartOf({ entry }: { readonly entry: string }, { id, github, email }: RosterEntry): boolean {
  const words = [id, github, email].filter(word => word !== null && word.length > 1)
  return words.some(word =>
    new RegExp(`(?:^|[^A-Za-z0-9])${RegExp.escape(String(word))}(?:[^A-Za-z0-9]|$)`, 'i').test(entry),
  )
}

interface Row {
  readonly record: readonly string[]
  /** `lines`: that on which it ends, from 1. */
  readonly info: { readonly lines: number }
}

function parseRows(file: string): Row[] {
  try {
    const text = decodeCsv(readFileSync(file), `--roster ${file}`)
    return parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      // Spreadsheets write rows of nothing but commas behind the last.
      skip_records_with_empty_values: true,
    }) as unknown as Row[]
  } catch (error) {
    if (error instanceof CannotGrade) throw error
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new CannotGrade(`--roster ${file}: there is no such file`)
    const why = whyUnreadable(error) ?? `cannot be read as CSV: ${message.replace(/\s+/g, ' ')}`
    throw new CannotGrade(`--roster ${file}: ${why}`)
  }
}
