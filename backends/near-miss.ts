// Which of some words somebody may have meant. Pure.

/** So many slips of the keyboard; in a word of three letters one, in a shorter one none. */
const MOST_SLIPS = 2

/** Undefined where none is near. A word that only begins as one of them is near. */
export function nearMiss(word: string, known: readonly string[]): string | undefined {
  const [nearest] = known
    .map(each => ({ each, slips: each.startsWith(word) && word.length > 1 ? 0 : slipsBetween(word, each) }))
    .filter(({ each, slips }) => slips <= Math.min(MOST_SLIPS, each.length - 2))
    .sort((a, b) => a.slips - b.slips)
  return nearest?.each
}

/** Levenshtein's distance: letters to put in, leave out or change. */
function slipsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const changed = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
