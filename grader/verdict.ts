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

/** The machine cannot go on, whoever is graded: a full disk, no port, nothing may be opened any more. Nobody's points depend on it. */
export class MachineFault extends CannotGrade {
  constructor(message: string) {
    super(`the machine is at fault, not the program: ${message}`)
    this.name = 'MachineFault'
  }
}

const NO_ROOM = 'the disk is full; make room, or set TMPDIR to a folder on another disk'
const TOO_MANY_FILES = 'too many files are open; allow more (ulimit -n 4096), or grade with --jobs 1'
const TOO_MANY_PROCESSES = 'it has no more processes or memory to give; end other programs, or grade with --jobs 1'

/** errno(3): the disk, the memory, or how much may be open at once. */
const FAULTS_OF_MACHINE: Readonly<Record<string, string>> = {
  ENOSPC: NO_ROOM,
  EDQUOT: NO_ROOM,
  EROFS: 'the disk may only be read; set TMPDIR to a folder that may be written to',
  EIO: 'the disk cannot be read or written; look at it, or set TMPDIR to a folder on another one',
  EMFILE: TOO_MANY_FILES,
  ENFILE: TOO_MANY_FILES,
  EAGAIN: TOO_MANY_PROCESSES,
  ENOMEM: TOO_MANY_PROCESSES,
  ENOBUFS: TOO_MANY_PROCESSES,
}

/** What the system's error says of the machine, whatever was read, written or started; undefined where it says nothing of it. */
export function toMachineFault(error: unknown): MachineFault | undefined {
  if (error instanceof MachineFault) return error
  if (!(error instanceof Error) || !('code' in error)) return undefined
  const words = FAULTS_OF_MACHINE[String(error.code)]
  return words === undefined ? undefined : new MachineFault(`${words} (${oneLine(error.message)})`)
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
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
