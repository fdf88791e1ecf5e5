// A reason not to start: a wrong flag, a bad conf, a port in use.
// It knows one thing, the line that a person reads; whoever runs the program turns it into exit status 2.

/** The program cannot do what it was asked; the message says what, where and how to mend it, in one line. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
}
