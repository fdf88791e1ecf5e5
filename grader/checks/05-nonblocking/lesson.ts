// Where the lessons of stage 5 stand, for the checks of this folder. Knows no check.

const README = 'stages/05-nonblocking/README.md'

export const IDEAS = `${README}#five-ideas`
export const MISTAKES = `${README}#five-mistakes-people-make-here`
export const EXPERIMENTS = `${README}#experiments`
