// Puts the outputs of shards together. EDGE: reads and copies files.
import { cp, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { CannotGrade } from '../verdict.ts'
import { type ClassFile, differenceOf, isSameCourse, readClassFile, writeClassFile } from './class-file.ts'
import { type ClassRecord, RECORD_SCHEMA } from './record.ts'
import { readRecord, studentFolder } from './student-folder.ts'

export interface Merged {
  readonly file: ClassFile
  readonly records: readonly ClassRecord[]
}

/** Rejects with CannotGrade where they do not fit, or where one is missing. Nothing has been written then. */
export async function merge(directories: readonly string[], out: string): Promise<Merged> {
  const shards = await Promise.all(directories.map(readShard))
  const [first] = shards
  if (first === undefined) throw new CannotGrade('merge: names no folder; name the --out of every shard')
  if (directories.some(directory => resolve(directory) === resolve(out)))
    throw new CannotGrade(`merge: --out ${out} is one of the shards; name a new folder`)
  for (const shard of shards.slice(1)) refuseOther(first, shard)
  const seen = shards.map(({ file }) => file.shard.index)
  const missing = Array.from({ length: first.file.shard.count }, (_, index) => index + 1).filter(
    each => !seen.includes(each),
  )
  if (missing.length > 0)
    throw new CannotGrade(
      `merge: of ${first.file.shard.count} shards ${missing.join(', ')} is missing; name its folder, too`,
    )
  if (new Set(seen).size < seen.length)
    throw new CannotGrade(`merge: a shard is named twice (${seen.join(', ')}); leave one out`)
  const all = (await Promise.all(shards.map(recordsOf))).flat()
  const records = all.sort((a, b) => (a.record.student.key < b.record.student.key ? -1 : 1))
  const students = records.map(({ record }) => record.student.key)
  const file: ClassFile = {
    schema: RECORD_SCHEMA,
    plan: first.file.plan,
    course: first.file.course,
    shard: { index: 1, count: 1 },
    students,
    sandbox: [...new Set(shards.map(shard => shard.file.sandbox))].join('; '),
  }
  await writeClassFile(out, file)
  for (const { record, directory } of records) {
    const target = studentFolder(out, record.student.key)
    await rm(target, { recursive: true, force: true })
    await cp(studentFolder(directory, record.student.key), target, { recursive: true, verbatimSymlinks: true })
  }
  return { file, records: records.map(({ record }) => record) }
}

interface ReadShard {
  readonly directory: string
  readonly file: ClassFile
}

async function readShard(directory: string): Promise<ReadShard> {
  const file = await readClassFile(directory)
  if (file === undefined)
    throw new CannotGrade(`merge: ${directory} holds no class.json; name the --out of a run of npm run class`)
  return { directory, file }
}

function refuseOther(first: ReadShard, other: ReadShard): void {
  const difference = differenceOf(first.file.plan, other.file.plan)
  if (difference !== undefined)
    throw new CannotGrade(
      `merge: ${first.directory} and ${other.directory} differ in ${difference}; grade one of them again`,
    )
  if (!isSameCourse(first.file.course, other.file.course))
    throw new CannotGrade(
      `merge: ${first.directory} and ${other.directory} differ in the course; run one of them again with the other's --course, it grades nothing anew`,
    )
  if (first.file.shard.count !== other.file.shard.count)
    throw new CannotGrade(
      `merge: ${first.directory} is of ${first.file.shard.count} shards and ${other.directory} of ${other.file.shard.count}`,
    )
}

async function recordsOf({ directory, file }: ReadShard) {
  const records = await Promise.all(file.students.map(key => readRecord(directory, key)))
  return records.map((record, index) => {
    if (record === undefined)
      throw new CannotGrade(
        `merge: ${directory} has no record of ${file.students[index]}; run that shard again, it goes on`,
      )
    return { record, directory }
  })
}
