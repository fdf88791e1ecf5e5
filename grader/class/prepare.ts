// Makes of the flags all that a class is graded with, and finds whatever is wrong before anything is graded. EDGE: reads files,
// makes the folder of captures, tries the sandbox, draws a seed, asks how many processors there are.
import { availableParallelism } from 'node:os'
import { Captures } from '../captures.ts'
import { readCourse } from '../course/course.ts'
import { onlyStages } from '../course/only-stages.ts'
import { readExtraChecks } from '../extra-checks.ts'
import { installedPrograms } from '../installed-programs.ts'
import { CHECKS, digestOf, STAGES, SUITE_VERSION } from '../registry.ts'
import { findSandbox } from '../sandbox/find-sandbox.ts'
import { readSigner } from '../signature/signer.ts'
import { readClassFile } from './class-file.ts'
import { type ClassPlan, plannedChecks } from './class-plan.ts'
import type { ClassContext } from './context.ts'
import { findSubmissions } from './find-submissions.ts'
import type { ClassOptions } from './options.ts'
import { demandOutside } from './outside.ts'
import { type Matched, matchRoster, readRoster } from './roster.ts'
import type { Submission } from './submission.ts'
import { readGradebook } from './write-outputs.ts'

export interface Prepared {
  readonly context: ClassContext
  readonly members: readonly Matched<Submission>[]
  readonly gradebook: string | undefined
}

/** Rejects with CannotGrade, one line. */
export async function prepare(options: ClassOptions, root: string): Promise<Prepared> {
  const { directory, out, backends } = options
  const whole = options.course === undefined ? undefined : readCourse(options.course)
  const stages = options.stages ?? (whole === undefined ? STAGES : [...whole.stages.keys()])
  const course = whole && onlyStages(whole, stages, options.course ?? '')
  const members = matchRoster(
    findSubmissions(directory),
    options.roster === undefined ? undefined : readRoster(options.roster),
  )
  demandOutside(directory, '--out', out)
  if (options.captures !== undefined) demandOutside(directory, '--pcap', options.captures.folder)
  const gradebook = options.canvas && (await readGradebook(options.canvas))
  const sign = options.sign === undefined ? undefined : readSigner(options.sign)
  if (options.captures !== undefined) await new Captures(options.captures).prepare([])
  const extra = options.extraChecks === undefined ? [] : await readExtraChecks(options.extraChecks)
  const checks = [...CHECKS, ...extra]
  const last = await readClassFile(out)
  const plan: ClassPlan = {
    suite: { version: SUITE_VERSION, digest: digestOf(checks) },
    seed: options.seed ?? last?.plan.seed ?? Math.floor(Math.random() * 2 ** 31),
    stages,
    backends,
    checks: plannedChecks(checks, stages),
  }
  const context: ClassContext = {
    plan,
    course,
    root,
    out,
    sandbox: findSandbox(options.sandbox, root),
    programs: await installedPrograms(),
    // Fewer than where one submission has the machine to itself: each waits beside those of others.
    checksAtATime: 3 * availableParallelism(),
    budgetMs: options.budgetMs,
    extraChecks: options.extraChecks,
    captures: options.captures,
    sign,
  }
  return { context, members, gradebook }
}
