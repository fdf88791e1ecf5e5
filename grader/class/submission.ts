// One student's submission as it lies in the class's folder. Types only.

export interface Submission {
  /** Names the student's folder below the output, and the row where no roster knows better. Unique in a class. */
  readonly key: string
  /** The entry's name, as it is in the class's folder. */
  readonly entry: string
  readonly path: string
  readonly kind: 'folder' | 'zip' | 'tar' | 'unknown'
}
