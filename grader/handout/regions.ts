// Where the solutions stand in a source: the regions between `// SOLUTION <prompt>` and `// END SOLUTION` (`#` in Python). A
// marker that is not quite one is an error, or a solution would be handed out. It knows texts and no files.
import { CannotGrade } from '../verdict.ts'

export interface Region {
  /** What the student is asked for. */
  readonly prompt: string
  /** The numbers of the lines that hold the markers, from 1. */
  readonly from: number
  readonly to: number
  /** The blanks in front of the marker. */
  readonly indent: string
}

const MARKER = /^([ \t]*)(?:\/\/|#) SOLUTION (\S.*)$/
const END = /^[ \t]*(?:\/\/|#) END SOLUTION$/
// Whoever writes this means a marker.
const ALMOST = [/\bSOLUTION\b/, /(?:\/\/|\/\*|#)[ \t*]*(?:end[ \t]*(?:of[ \t]*)?)?solution\b/i]

/**
 * The regions of a text, in order.
 *
 * @param path of the file, for messages
 * @throws CannotGrade naming file and line where a region is nested, unclosed or empty, and a marker strays or is malformed
 */
export function regionsOf(text: string, path: string): Region[] {
  const regions: Region[] = []
  const lines = text.split('\n')
  let open: Omit<Region, 'to'> | undefined
  for (const [index, line] of lines.entries()) {
    const from = index + 1
    const wrong = (what: string) => new CannotGrade(`${path}:${from}: ${what}`)
    const [, indent = '', prompt] = MARKER.exec(line) ?? []
    if (prompt !== undefined) {
      if (open !== undefined)
        throw wrong(`a SOLUTION inside the one of line ${open.from}; close that with END SOLUTION first`)
      open = { prompt: prompt.trimEnd(), from, indent }
    } else if (END.test(line)) {
      if (open === undefined) throw wrong('END SOLUTION without a SOLUTION before it')
      if (!lines.slice(open.from, index).some(isCode))
        throw new CannotGrade(
          `${path}:${open.from}: the SOLUTION is empty; put the code between it and its END SOLUTION`,
        )
      regions.push({ ...open, to: from })
      open = undefined
    } else if (ALMOST.some(almost => almost.test(line))) {
      throw wrong(
        'no marker, but almost; write // SOLUTION <what is to be done>, and // END SOLUTION, on lines of their own',
      )
    }
  }
  if (open !== undefined) throw new CannotGrade(`${path}:${open.from}: the SOLUTION is not closed; add END SOLUTION`)
  return regions
}

function isCode(line: string): boolean {
  return !/^\s*(?:$|\/\/|#(?!\w)|\/?\*)/.test(line)
}
