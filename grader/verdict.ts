// How a check says what it found: by returning (passed), or by throwing one of these. Imports nothing of the house, so that
// whoever judges depends on nothing that is judged.

export interface Finding {
  /** One line: what is wrong, and with whom. */
  readonly reason: string
  readonly expected?: string
  readonly actual?: string
}

/** The program did what the check forbids. */
export class Failure extends Error {
  readonly expected: string | undefined
  readonly actual: string | undefined

  constructor({ reason, expected, actual }: Finding) {
    super(reason)
    this.name = 'Failure'
    this.expected = expected
    this.actual = actual
  }
}

/** The lab could not find out: the machine, not the program, is the reason. Costs no points. */
export class Undecided extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'Undecided'
  }
}

/** Nothing can be graded at all: bad usage, a program that does not start. Ends the run with exit status 2. */
export class CannotGrade extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'CannotGrade'
  }
}

/** What is graded is itself the reason: what it holds, its proxy.json, its build. All else of CannotGrade is usage or the machine. */
export class SubjectFault extends CannotGrade {
  constructor(message: string) {
    super(message)
    this.name = 'SubjectFault'
  }
}

/** Throws a Failure unless `holds`. */
export function must(holds: boolean, finding: Finding | (() => Finding)): asserts holds {
  if (!holds) throw new Failure(typeof finding === 'function' ? finding() : finding)
}

/** Throws a Failure unless both are the same value (`Object.is`), or the same as JSON. `what` is the subject of the sentence. */
export function mustEqual<T>(actual: T, expected: T, what: string): void {
  if (Object.is(actual, expected)) return
  const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (is !== should || typeof actual !== 'object')
    throw new Failure({ reason: `${what} is not what it must be`, expected: String(should), actual: String(is) })
}

/**
 * What a starter says where a solution is still to come, `TODO(stage 3): …`: the last such line of what a program printed, without
 * the name of the error that bore it. undefined where there is none.
 */
export function todoIn(printed: string): string | undefined {
  const lines = [...printed.matchAll(/^(?:\w*Error: )?(TODO\(stage [1-6]\): .*\S)\s*$/gm)]
  return lines.at(-1)?.[1]
}
