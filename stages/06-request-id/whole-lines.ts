// Text in pieces, given on in whole lines: what several write side by side must never meet in the middle of one.

export class WholeLines {
  /** A line that has begun and has no end yet. */
  rest = ''

  /** All lines that this piece completes, with their ends; empty while there is none. */
  take(piece: string): string {
    const end = piece.lastIndexOf('\n') + 1
    if (end === 0) {
      this.rest += piece
      return ''
    }
    const lines = this.rest + piece.slice(0, end)
    this.rest = piece.slice(end)
    return lines
  }
}
