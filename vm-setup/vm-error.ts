// What a person at the keyboard is told when it cannot go on. Nothing else is an expected failure here.

/** `message` is one line: what, where, how to mend it. The program prints it and exits with 2. */
export class VmError extends Error {
  constructor(message: string) {
    super(message.replace(/\s*\n\s*/g, ' '))
    this.name = 'VmError'
  }
}
