/** Why a submission gets no grade of its own making: one line that says what is wrong with it, and how to mend it. */
export class NotGradable extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'NotGradable'
  }
}
