// Knows how a name that is too long for its place is told: its beginning, and a sign that it goes on.

/** At most so many characters. */
export function shorten(name: string, characters: number): string {
  return name.length <= characters ? name : `${name.slice(0, characters - 1)}…`
}
