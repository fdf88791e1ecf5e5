// What a contained program may use. Sizes are for honest programs of any language with a thousand clients, several times over.

export interface Limits {
  /** Processes and threads together, and of these the processes. */
  readonly tasks: number
  readonly processes: number
  /** Of all processes of one running program. */
  readonly memoryBytes: number
  /** What a single process may ask for: a flood is stopped before anybody has looked. */
  readonly dataBytes: number
  /** Of each thread, where its language takes what the system says: a thousand of 8 MiB, as is usual, would be beyond `dataBytes`. */
  readonly stackBytes: number
  readonly openFiles: number
  readonly fileBytes: number
  /** Of the working copy with all that a build makes, where the sandbox has a disk of its own. */
  readonly diskBytes: number
  /** Of /tmp, in each running program. */
  readonly scratchBytes: number
  /** Both streams, since the start. */
  readonly outputBytes: number
}

const MIB = 2 ** 20

export const LIMITS: Limits = {
  tasks: 1200,
  processes: 1100,
  memoryBytes: 1024 * MIB,
  dataBytes: 3072 * MIB,
  stackBytes: 2 * MIB,
  openFiles: 8192,
  fileBytes: 256 * MIB,
  diskBytes: 1024 * MIB,
  scratchBytes: 64 * MIB,
  outputBytes: 256 * MIB,
}
