// Writes a capture for each check that is to have one. Knows no format. EDGE: writes files.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolder, whyNoFolder } from '../backends/make-folder.ts'
import type { CaptureWish } from './capture-wish.ts'
import { toPcapng } from './report/pcapng.ts'
import { writeReport } from './report/write-report.ts'
import type { CheckCapture, CheckResult, Recording, StageNumber } from './result.ts'
import { CannotGrade } from './verdict.ts'

type Named = { readonly id: string; readonly stage: StageNumber }

export class Captures {
  readonly #wish: CaptureWish

  constructor(wish: CaptureWish) {
    this.#wish = wish
  }

  /** Makes the folder, and clears away what an earlier run left of these checks. Throws CannotGrade with one line. */
  async prepare(checks: readonly Named[]): Promise<void> {
    const { folder } = this.#wish
    try {
      makeFolder(folder)
      for (const check of checks) await rm(this.#fileOf(check), { force: true })
    } catch (error) {
      throw new CannotGrade(`--pcap ${folder}: ${reasonOf(error)}`)
    }
  }

  /** The result with its capture; with a warning where it could not be written. */
  async add(result: CheckResult, recording: Recording): Promise<CheckResult> {
    if (!this.#wish.all && result.verdict !== 'failed') return result
    try {
      return { ...result, capture: await this.#write(result, recording) }
    } catch (error) {
      if (!(error instanceof CannotGrade)) throw error
      return { ...result, warnings: [...result.warnings, `it has no capture: ${error.message}`] }
    }
  }

  async #write(result: CheckResult, recording: Recording): Promise<CheckCapture> {
    const file = this.#fileOf(result)
    const { bytes, filter } = toPcapng(result, recording)
    await writeReport(file, bytes)
    return { file, filter }
  }

  #fileOf({ id, stage }: Named): string {
    return join(this.#wish.folder, `${stage}-${id.replace(/[^\w.-]/g, '-')}.pcapng`)
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST'
    ? 'it is a file; name a folder'
    : whyNoFolder(error)
}
