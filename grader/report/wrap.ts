// Knows how text is laid out in columns of characters.

/** What must not be torn: an end of line, an escaped octet, a character. */
const PIECES = /(?:\\r)?\\n|\\x[0-9a-f]{2}|\\u[0-9a-f]{4}|\\.|[\s\S]/giu

/** Breaks at blanks so that no line is longer than `width`; a word that is longer stays whole, to be copied. */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap(line => wrapLine(line, width))
}

function wrapLine(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  return [...lines, line]
}

/** Cuts into lines of `width` characters at the most, for bytes, where blanks mean something. Escapes stay whole. */
export function cut(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const [piece] of text.matchAll(PIECES)) {
    if (line !== '' && line.length + piece.length > width) {
      lines.push(line)
      line = ''
    }
    line += piece
  }
  return [...lines, line]
}

/** Every line behind `first` or, from the second on, as many blanks. */
export function hang(first: string, lines: readonly string[], width = first.length): string[] {
  return lines.map((line, i) => (i === 0 ? first : ' '.repeat(width)) + line)
}
