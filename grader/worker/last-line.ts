// The line of what a grading process said last that tells why it has ended. Pure.

/** As the end of a sentence; empty where it said nothing. Node says the error first, then its stack, and its own version last. */
export function lastLine(said: string): string {
  const lines = said
    .split('\n')
    .map(each => each.trim())
    .filter(each => each !== '' && !/^Node\.js v\d/.test(each))
  const line = lines.findLast(each => /^\w*Error\b[^:]*: /.test(each)) ?? lines.at(-1)
  return line === undefined ? '' : `; it said: ${line}`
}
