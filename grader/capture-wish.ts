// What `--pcap DIR` and `--pcap-all` ask for. Pure.
import { UsageError } from '../backends/command-line.ts'

export interface CaptureWish {
  /** Made where it is missing. */
  readonly folder: string
  /** False: only checks that have failed. */
  readonly all: boolean
}

/** Throws UsageError where there is no folder to write to. */
export function toCaptureWish(folder: string | undefined, all: boolean): CaptureWish | undefined {
  if (folder !== undefined) return { folder, all }
  if (all) throw new UsageError('--pcap-all: say where, too: --pcap captures --pcap-all')
  return undefined
}
