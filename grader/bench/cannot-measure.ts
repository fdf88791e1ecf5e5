/** The machine or the command line does not allow the measurement: one line for the user, exit status 2. */
export class CannotMeasure extends Error {}
