// Who is graded: something that can be started, once per stage that it claims. Types only; subjects/ knows the kinds.
import type { StageNumber, SubjectInfo } from './result.ts'

/** The conf file's content, CONTRACT "The conf file". */
export interface ConfObject {
  readonly backend_servers: readonly { readonly ip: string; readonly port: number; readonly weight?: number }[]
  readonly [member: string]: unknown
}

export interface LaunchSettings {
  readonly stage: StageNumber
  readonly host: string
  /** A free port, unless the subject has a fixed one. */
  readonly port: number
  /** What the conf file says: the object, or for faulty conf files the text; null: there is no such file. */
  readonly conf: ConfObject | string | null
  /** A fresh folder for whatever the start needs to write; removed after the program has ended. */
  readonly directory: string
}

export interface LaunchCommand {
  /** Program and arguments, never a shell's line. */
  readonly argv: readonly [string, ...string[]]
  readonly cwd: string
  /** Added to the scrubbed environment. */
  readonly env?: Readonly<Record<string, string>>
  /** What it needs beyond the system's programs, for a sandbox that shows nothing else: absolute paths that exist. */
  readonly files?: FilesOfProgram
  /** Absent: it runs as whoever grades, and uses what it likes. */
  readonly containment?: Containment
}

export interface FilesOfProgram {
  readonly reads: readonly string[]
  /** Folders of its own. */
  readonly writes: readonly string[]
}

/** What stands between the grader and a program, and what the program may use. */
export interface Containment {
  /** Program and arguments before those of the command; they end by starting it. May be empty. */
  readonly wrapper: readonly string[]
  /** How many processes of the wrapper stay above the program. */
  readonly depth: number
  /** PATH, and HOME and TMPDIR, where the program has others than it would have had. */
  readonly path?: string
  readonly home?: string
  /** A program that goes beyond one of these is ended: its processes together, at one moment; what it printed since its start. */
  readonly memoryBytes: number
  readonly processes: number
  readonly outputBytes: number
}

/** Puts a command into its sandbox. */
export type Contain = (command: LaunchCommand) => LaunchCommand

export interface Subject {
  readonly info: SubjectInfo
  /** In ascending order. */
  readonly stages: readonly StageNumber[]
  /** The port that the program cannot be talked out of; then its checks run one at a time. */
  readonly fixedPort?: number
  /** True if two of it cannot run at once for another reason, such as a conf file of a fixed name. */
  readonly oneAtATime: boolean
  /** Builds, copies, checks that it is there. Throws CannotGrade with one line, also where `signal` ends a build. Called once. */
  prepare(signal?: AbortSignal): Promise<void>
  /** Writes what the start needs (the conf file among it) and tells the command. */
  launch(settings: LaunchSettings): Promise<LaunchCommand>
  /** Removes what `prepare` made. */
  dispose(): Promise<void>
}
