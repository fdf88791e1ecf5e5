// The line that says how far a download is. Pure, but for the clock that it is given.

const EVERY_MS = 500

/** @param now milliseconds of a clock that never goes back */
export function toProgressLine(now: () => number, tell: (line: string) => void) {
  let lastMs = Number.NEGATIVE_INFINITY
  let first: { readonly ms: number; readonly bytes: number } | undefined
  return (doneBytes: number, totalBytes: number | undefined) => {
    first ??= { ms: now(), bytes: doneBytes }
    const isWhole = doneBytes === totalBytes
    if (!isWhole && now() - lastMs < EVERY_MS) return
    lastMs = now()
    const seconds = (now() - first.ms) / 1000
    const speed = seconds > 0 ? (doneBytes - first.bytes) / seconds : 0
    const rest =
      totalBytes === undefined || speed === 0 || isWhole ? '' : `, ${toTime((totalBytes - doneBytes) / speed)} to go`
    const share =
      totalBytes === undefined ? '' : ` of ${toMb(totalBytes)} (${Math.floor((100 * doneBytes) / totalBytes)}%)`
    tell(`${toMb(doneBytes)}${share}${rest}`)
  }
}

function toMb(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`
}

function toTime(seconds: number): string {
  return seconds < 60 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`
}
