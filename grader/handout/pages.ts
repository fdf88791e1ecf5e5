// Pages that are written for handouts alone, and where they stand in one.

export interface Page {
  /** In the handout. */
  readonly path: string
  /** In this tree. */
  readonly from: string
}

export const PAGES: readonly Page[] = [
  { path: 'README.md', from: 'grader/handout/pages/README.md' },
  { path: '.github/workflows/classroom.yml', from: 'grader/handout/pages/classroom.yml' },
  { path: '.github/grade-stage.sh', from: 'grader/handout/pages/grade-stage.sh' },
]
