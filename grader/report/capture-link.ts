// Knows how reports lead to a capture: as a link from a page, and as words. Pure.
import { isAbsolute, relative, resolve, sep } from 'node:path'
import type { CheckCapture, GradeResult } from '../result.ts'
import { type Markup, markup } from './markup.ts'

/** The same result with its captures named from `folder`, where the page will stand: both may be moved together. */
export function withCapturesFrom(result: GradeResult, folder: string): GradeResult {
  const checks = result.checks.map(check => {
    if (check.capture === undefined) return check
    const file = relative(resolve(folder), resolve(check.capture.file))
    return { ...check, capture: { ...check.capture, file } }
  })
  return { ...result, checks }
}

export function captureLink({ file }: CheckCapture): Markup {
  return markup`<a href="${toReference(file)}">${file}</a>`
}

/** RFC 3986 §4.2: a relative reference whose first segment must not look like a scheme. */
function toReference(file: string): string {
  const path = file.split(sep).map(encodeURIComponent).join('/')
  return isAbsolute(file) ? `file://${path.startsWith('/') ? '' : '/'}${path}` : `./${path}`
}
