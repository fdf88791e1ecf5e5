// class.json: by what a class was graded. A run that goes on, and shards that are merged, must have been graded by the same.
// EDGE: reads and writes a file.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolder, whyNoFolder } from '../../backends/make-folder.ts'
import { type Course, toCourse, toCourseJson } from '../course/course.ts'
import { writeReport } from '../report/write-report.ts'
import { CannotGrade } from '../verdict.ts'
import type { ClassPlan } from './class-plan.ts'
import { RECORD_SCHEMA } from './record.ts'

export interface ClassFile {
  readonly schema: typeof RECORD_SCHEMA
  readonly plan: ClassPlan
  /** What the stages are worth; of no weight for whether something is graded anew. */
  readonly course: Course | undefined
  readonly shard: Shard
  /** Of all students, those whose records lie here. */
  readonly students: readonly string[]
  readonly sandbox: string
}

/** Which part of a class: `index` from 1 to `count`. */
export interface Shard {
  readonly index: number
  readonly count: number
}

export async function writeClassFile(out: string, file: ClassFile): Promise<void> {
  try {
    makeFolder(out)
  } catch (error) {
    throw new CannotGrade(`--out ${out}: ${whyNoFolder(error)}`)
  }
  await writeReport(join(out, 'class.json'), `${toText(file)}\n`)
}

/** Undefined where there is none. Throws CannotGrade where it is of no use. */
export async function readClassFile(out: string): Promise<ClassFile | undefined> {
  const path = join(out, 'class.json')
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  try {
    const { course, ...file } = JSON.parse(text)
    if (file.schema === RECORD_SCHEMA && Array.isArray(file.students))
      return { ...file, course: course == null ? undefined : toCourse(course, path) }
  } catch {
    // Told below.
  }
  throw new CannotGrade(`${path}: is not the class.json of a run of npm run class; name another --out, or remove it`)
}

function toText(file: ClassFile): string {
  const course = file.course === undefined ? null : toCourseJson(file.course)
  return JSON.stringify({ ...file, course }, null, 2)
}

/** Whether they give the same points for the same results. */
export function isSameCourse(a: Course | undefined, b: Course | undefined): boolean {
  const [one, other] = [a, b].map(course => JSON.stringify(course === undefined ? null : toCourseJson(course)))
  return one === other
}

/** Whether results by the one plan can stand beside results by the other. */
export function isSamePlan(a: ClassPlan, b: ClassPlan): boolean {
  return differenceOf(a, b) === undefined
}

/** The first thing in which they differ, in words. */
export function differenceOf(a: ClassPlan, b: ClassPlan): string | undefined {
  if (a.suite.digest !== b.suite.digest)
    return `the checks (suite ${a.suite.version} and ${b.suite.version}, or extra checks)`
  if (a.seed !== b.seed) return `the seed (${a.seed} and ${b.seed})`
  if (a.stages.join() !== b.stages.join()) return `the stages (${a.stages.join(', ')} and ${b.stages.join(', ')})`
  if (a.backends !== b.backends) return `the backends (${a.backends} and ${b.backends})`
  return undefined
}
