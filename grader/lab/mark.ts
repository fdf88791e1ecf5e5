// A mark is what makes a request known at both ends: it stands in the request's target, and the lab's backends put it into
// their answers, so that everything that arrives anywhere can be traced to who sent it.

const PATTERN = /m-[0-9a-f]{12}/

/** `m-` and twelve hexadecimal digits. */
export type Mark = `m-${string}`

export function toMark(twelveHexDigits: string): Mark {
  return `m-${twelveHexDigits}`
}

/** The mark in a target, path or field value; undefined where there is none. */
export function findMark(text: string): Mark | undefined {
  return PATTERN.exec(text)?.[0] as Mark | undefined
}
