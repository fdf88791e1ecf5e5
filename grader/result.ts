// What a grading run found out: one object, of which every report is a pure function. Types only; documented field by
// field for readers of the JSON in grader/README.md.

export const SCHEMA = 'hopwise-grade/1'

/**
 * `passed`; `failed`: the program did what it must not; `skipped`: a check that this one needs was not passed;
 * `undecided`: the lab could not judge. Only `failed` and `skipped` cost points.
 */
export type Verdict = 'passed' | 'failed' | 'skipped' | 'undecided'

export type StageNumber = 1 | 2 | 3 | 4 | 5 | 6

/** `must`: fails a student. `should`: RFC's SHOULD or a nicety; what is missing there is a warning. */
export type Level = 'must' | 'should'

export interface GradeResult {
  readonly schema: typeof SCHEMA
  /** Version of this suite, and the digest of all its checks' declarations. */
  readonly suite: { readonly version: string; readonly digest: string }
  readonly subject: GradedSubject
  /** Repeats every random value of the run. */
  readonly seed: number
  /** ISO 8601 in UTC. */
  readonly startedAt: string
  readonly durationMs: number
  /** False while the run goes on and when it was stopped before its end: then `checks` holds what was known. */
  readonly complete: boolean
  readonly environment: Environment
  readonly stages: readonly StageResult[]
  /** In the order of the registry, stage by stage. */
  readonly checks: readonly CheckResult[]
  /** What the programs left running or listening when they were stopped; one line each. */
  readonly leftBehind: readonly string[]
  readonly load: readonly LoadResult[]
}

export interface SubjectInfo {
  readonly name: string
  readonly kind: 'reference' | 'folder' | 'peer' | 'impostor'
  /** As given to `--subject`. */
  readonly argument: string
}

export interface GradedSubject extends SubjectInfo {
  /** SHA-256 of a folder's files; null for what comes with the grader. */
  readonly digest: string | null
}

export interface Environment {
  /** `linux x64`, `darwin arm64`, … */
  readonly platform: string
  readonly cpus: number
  readonly node: string
  /** What it is called. */
  readonly machine: string
  /** What the end-to-end checks ran on: `embedded`, `nginx 1.22.1`, `vm …`, a conf file's path. */
  readonly backends: string
  /** How the program was contained, or that and why it was not; a phrase. */
  readonly sandbox: string
  /** Versions of the system programs that are there: nginx, wrk, … */
  readonly programs: Readonly<Record<string, string>>
}

export interface StageResult {
  readonly stage: StageNumber
  readonly name: string
  readonly score: number
  /** Without the undecided checks: what could not be judged costs no points. */
  readonly maxScore: number
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly undecided: number
  /** From the start of the program until its port accepted a connection, the slowest of this run; null if it never ran. */
  readonly startUpMs: number | null
  /** Why none of its checks could be made, such as a program that does not start; else null. */
  readonly notGraded: string | null
}

export interface CheckResult {
  readonly id: string
  /** The stage whose program was looked at. A check of an earlier stage is repeated at the later ones that it binds. */
  readonly stage: StageNumber
  readonly title: string
  readonly level: Level
  readonly verdict: Verdict
  readonly score: number
  readonly maxScore: number
  readonly durationMs: number
  /** One line: what is wrong, from which process on which port. Null where the check passed. */
  readonly reason: string | null
  readonly expected: string | null
  readonly actual: string | null
  readonly warnings: readonly string[]
  /** Why it matters to somebody who uses the proxy. */
  readonly why: string
  readonly hint: string
  /** RFC section or line of the contract. */
  readonly spec: string
  /** Path of the lesson, from the root of the project. */
  readonly lesson: string
  readonly needs: readonly string[]
  /** The command that repeats exactly this. */
  readonly repeat: string
  /** A curl or printf-to-nc line that shows the same by hand, where there is one. */
  readonly byHand: string | null
  /** The last that the program printed, both streams. Empty where the check passed. */
  readonly programOutput: string
  /** In order of time. Empty where the check passed. */
  readonly evidence: readonly Evidence[]
  /** The file that shows the check in Wireshark, where one was asked for. */
  readonly capture?: CheckCapture
}

export interface CheckCapture {
  /** As `--pcap` named the folder: from where the grader was started, or absolute. */
  readonly file: string
  /** Wireshark's display filter for what the check is about: `tcp.stream eq 2`. */
  readonly filter: string
}

/** Something that happened on a connection of the check, as the lab saw it at its end. */
export interface Evidence {
  /** Since the check began. */
  readonly atMs: number
  /** `client 1`, `proxy`, `backend 2`, `lab`. */
  readonly from: string
  readonly to: string
  /** Which connection: `client 1`, or `backend 2 connection 3`. Empty for remarks of the lab. */
  readonly connection: string
  readonly kind: 'open' | 'bytes' | 'fin' | 'reset' | 'refused' | 'note'
  /** One character an octet (latin1). Of long pieces the beginning only. For `note` the remark. */
  readonly bytes: string
  /** How many octets there were. */
  readonly byteCount: number
  /** Ports of the two ends; null where unknown. */
  readonly fromPort: number | null
  readonly toPort: number | null
}

/** What a capture is made of: the evidence, also of what has passed, and what else the lab's ends of connections did. */
export interface Recording {
  /** When the check began: milliseconds since 1970, with fractions. */
  readonly beganAtMs: number
  readonly events: readonly Recorded[]
  /** What happened behind the last event and was not kept. */
  readonly lostEvents: number
}

export interface Recorded extends Omit<Evidence, 'kind'> {
  /** `pause`, `resume`: an end of the lab stops to read, and reads on. */
  readonly kind: Evidence['kind'] | 'pause' | 'resume'
}

export interface LoadResult {
  readonly stage: StageNumber
  readonly scenario: string
  /** `wrk 4.1.0` or `autocannon 8.0.0`. */
  readonly generator: string
  readonly clients: number
  /** In the order in which they were made: `direct`, `reference`, `subject`, … */
  readonly rounds: readonly LoadRound[]
  /** Median of subject by reference, requests per second, each of the same round; null where it was not scored. */
  readonly ratio: number | null
  /** Smallest and largest ratio of a round. */
  readonly spread: readonly [number, number] | null
  /** Why there is no score, else null. */
  readonly notScored: string | null
}

export interface LoadRound {
  readonly of: 'direct' | 'reference' | 'subject'
  readonly requestsPerSecond: number
  /** All that counts against whoever was measured: `errorKinds` added up, without cuts where they prove nothing. */
  readonly errors: number
  readonly errorKinds: LoadErrors
  readonly latencyMs: { readonly p50: number; readonly p90: number; readonly p99: number; readonly max: number }
}

/** Errors apart: a request that failed has no latency, and fast errors are no speed. */
export interface LoadErrors {
  /** Connections that did not come about. */
  readonly connect: number
  /**
   * Connections that ended in the middle of an exchange. They prove nothing at stage 3, where each ends behind its answer, and
   * nothing with autocannon, which sends on though it was told `Connection: close`.
   */
  readonly cut: number
  readonly timeout: number
  /** Answers with another status than 2xx or 3xx (autocannon: than 2xx). */
  readonly status: number
  /** Of 50 nonces asked for right behind the round by a client of ours: those that were not answered, or with another body. */
  readonly wrongAnswers: number
}
