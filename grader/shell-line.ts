// A command as a person types it into a POSIX shell. Pure.

/** Words that a shell would read otherwise stand in single quotes. */
export function toShellLine(words: readonly string[]): string {
  return words.map(word => (/^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ')
}
