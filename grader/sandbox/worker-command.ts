// The command line of a grading process in namespaces of its own: a loopback and no other network, which its program shares
// with it; its own process ids, so that nothing of it outlives it; disks of its own for what it writes. Pure.
import type { BwrapSandbox } from './plan.ts'

export interface WorkerPlace {
  readonly directory: string
  /** Empty folders that become its disks: for the grader's own files, and for what the submission may fill. */
  readonly lab: string
  readonly copies: string
}

/** Where subjects keep their working copies and what they compile. */
export const SUBJECTS_PLACE = 'HOPWISE_SUBJECTS'

const LAB_BYTES = 512 * 2 ** 20

/** Program and arguments; everything outside its own disks and `writes` is read-only to it. */
export function toWorkerCommand(
  { bwrap, limits }: BwrapSandbox,
  place: WorkerPlace,
  argv: readonly string[],
  writes: readonly string[] = [],
): string[] {
  return [
    bwrap,
    ...['--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc'],
    ...['--unshare-net', '--unshare-pid', '--unshare-ipc', '--die-with-parent'],
    ...writes.flatMap(folder => ['--bind', folder, folder]),
    ...['--perms', '0755', '--size', String(LAB_BYTES), '--tmpfs', place.lab],
    ...['--perms', '0755', '--size', String(limits.diskBytes), '--tmpfs', place.copies],
    ...['--setenv', 'TMPDIR', place.lab, '--setenv', SUBJECTS_PLACE, place.copies],
    '--',
    ...argv,
  ]
}
