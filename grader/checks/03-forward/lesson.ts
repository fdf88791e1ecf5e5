// Where the lesson of stage 3 speaks of what a check found.
const README = 'stages/03-forward/README.md'

export const LESSON = {
  ASKED: `${README}#what-the-course-asks-for-and-where-it-is`,
  TOUR: `${README}#a-tour-of-the-code`,
  EXPERIMENTS: `${README}#experiments`,
  MISTAKES: `${README}#five-mistakes-people-make-here`,
} as const
