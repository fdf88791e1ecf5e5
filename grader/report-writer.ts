// Which report goes to which file, and when: JSON and Gradescope's after every check, so that a run that is killed leaves
// what it knew; the others at the end. Knows no format. EDGE: writes files.
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { ReportKind } from './options.ts'
import { withCapturesFrom } from './report/capture-link.ts'
import { toClassroom } from './report/classroom.ts'
import { toGradescope } from './report/gradescope.ts'
import { toHtml } from './report/html.ts'
import { toJson } from './report/json.ts'
import { toJunit } from './report/junit.ts'
import { writeReport } from './report/write-report.ts'
import type { GradeResult } from './result.ts'

type Formats = Readonly<Record<ReportKind, (result: GradeResult) => string>>

const FORMATS: Formats = {
  json: toJson,
  html: toHtml,
  junit: toJunit,
  gradescope: toGradescope,
  classroom: toClassroom,
}
const AFTER_EVERY_CHECK: readonly ReportKind[] = ['json', 'gradescope']
const STANDARD_OUTPUT = '-'

/** A result grows with every check, and writing it with it: writing may take a tenth of the time. */
const PAUSE_PER_WRITING = 9

export class ReportWriter {
  readonly #files: readonly (readonly [ReportKind, string])[]
  readonly #asked: readonly ReportKind[]
  readonly #sign: (json: string) => string
  #writing: Promise<void> | undefined
  #latest: (() => GradeResult) | undefined
  readonly #formats: Formats
  #enough = new AbortController()

  /**
   * @param formats those that are other than usual
   * @param sign what puts a signature into the JSON; default: none is asked for
   */
  constructor(reports: Readonly<Partial<Record<ReportKind, string>>>, formats: Partial<Formats> = {}, sign = asItIs) {
    const wanted = Object.entries(reports) as [ReportKind, string][]
    this.#formats = { ...FORMATS, ...formats }
    this.#files = wanted.filter(([, file]) => file !== STANDARD_OUTPUT)
    this.#asked = wanted.filter(([, file]) => file === STANDARD_OUTPUT).map(([kind]) => kind)
    this.#sign = sign
  }

  /** Writes all, so that a folder that is missing is known before the first check. Throws CannotGrade with one line. */
  async writeAll(result: GradeResult): Promise<void> {
    this.#latest = undefined
    this.#enough.abort()
    await this.#writing
    this.#enough = new AbortController()
    for (const [kind, file] of this.#files) await writeReport(file, this.#toText(kind, file, result))
  }

  /** Writes what must survive a kill: at once, or as soon as the pause behind the last writing is over. */
  keep(latest: () => GradeResult): void {
    this.#latest = latest
    this.#writing ??= this.#writeLatest().finally(() => {
      this.#writing = undefined
    })
  }

  async #writeLatest(): Promise<void> {
    const files = this.#files.filter(([kind]) => AFTER_EVERY_CHECK.includes(kind))
    while (this.#latest !== undefined && files.length > 0) {
      const startedMs = performance.now()
      const result = this.#latest()
      this.#latest = undefined
      for (const [kind, file] of files) await writeReport(file, this.#toText(kind, file, result)).catch(() => {})
      const pauseMs = (performance.now() - startedMs) * PAUSE_PER_WRITING
      await pause(pauseMs, undefined, { signal: this.#enough.signal }).catch(() => {})
    }
  }

  /** What goes to standard output alone, if anything was asked for there. */
  forStandardOutput(result: GradeResult): string | undefined {
    const texts = this.#asked.map(kind => this.#toText(kind, '', result))
    return texts.length === 0 ? undefined : texts.join('\n')
  }

  /** A page names captures from where it stands; the other formats name them as they were asked for. */
  #toText(kind: ReportKind, file: string, result: GradeResult): string {
    const text = this.#formats[kind](kind === 'html' && file !== '' ? withCapturesFrom(result, dirname(file)) : result)
    return kind === 'json' ? this.#sign(text) : text
  }
}

function asItIs(json: string): string {
  return json
}
