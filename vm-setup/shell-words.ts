// A command as it would be typed, for showing it. What is run is always the list of words, never this text. Pure.

const PLAIN = /^[\w./:=@%+,-]+$/

/** Windows' shells know only double quotes. */
export function toShellWords(words: readonly string[], platform: NodeJS.Platform = process.platform): string {
  const quoted = (word: string) => (platform === 'win32' ? `"${word}"` : `'${word.replaceAll("'", `'\\''`)}'`)
  const isPlain = (word: string) => PLAIN.test(platform === 'win32' ? word.replaceAll('\\', '/') : word)
  return words.map(word => (isPlain(word) ? word : quoted(word))).join(' ')
}
