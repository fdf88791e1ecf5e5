// Knows how a command becomes one in its sandbox. Starts nothing. EDGE: gives folders to the user that the program becomes.
import { chmodSync, existsSync, lchownSync, readdirSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Contain, FilesOfProgram, LaunchCommand } from '../subject.ts'
import { limitArguments } from './limit-arguments.ts'
import type { BwrapSandbox, NoSandbox, SandboxPlan } from './plan.ts'

/** Where the program's own /tmp is, which nobody else sees. */
const HOME = '/tmp'
/** Where shared memory and named semaphores are: the locks of Python's multiprocessing, the balancer of Apache. */
const SHARED_MEMORY = '/dev/shm'
const EVERYBODY_READS = 0o055
const EVERYBODY_ENTERS = 0o011

export function containWith(plan: SandboxPlan): Contain {
  if (plan.kind === 'none') return command => limited(plan, command)
  const handedOver = new Set<string>()
  return command => {
    const files = withFilesOf(plan, command)
    if (plan.becomes !== null) handOver(files, plan.becomes.uid, handedOver)
    return enclosed(plan, command, files)
  }
}

function limited({ prlimit, limits }: NoSandbox, command: LaunchCommand): LaunchCommand {
  const { memoryBytes, processes, outputBytes } = limits
  const wrapper = prlimit === null ? [] : [prlimit, ...limitArguments(limits), '--']
  return { ...command, containment: { wrapper, depth: 0, memoryBytes, processes, outputBytes } }
}

function enclosed(plan: BwrapSandbox, command: LaunchCommand, files: FilesOfProgram): LaunchCommand {
  const { memoryBytes, processes, outputBytes } = plan.limits
  return {
    ...command,
    containment: {
      wrapper: [
        plan.bwrap,
        ...bwrapArguments(plan, command.cwd, files),
        '--',
        plan.prlimit,
        ...limitArguments(plan.limits),
        '--',
        ...becoming(plan),
      ],
      // The one that waits for its exit status, and the first of its processes, which buries the dead.
      depth: 2,
      path: plan.path,
      home: HOME,
      memoryBytes,
      processes,
      outputBytes,
    },
  }
}

/** Later mounts lie over earlier ones: what is the program's own comes last. Pure. */
function bwrapArguments(plan: BwrapSandbox, cwd: string, { reads, writes }: FilesOfProgram): string[] {
  return [
    ...['--unshare-pid', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup-try'],
    ...['--hostname', 'submission'],
    ...rights(plan),
    ...plan.system,
    ...['--dev', '/dev', '--proc', '/proc'],
    ...scratch(plan, HOME),
    ...scratch(plan, SHARED_MEMORY),
    ...ancestorsOf([...reads, ...writes]).flatMap(path => ['--perms', '0755', '--dir', path]),
    ...reads.flatMap(path => ['--ro-bind', path, path]),
    ...writes.flatMap(path => ['--bind', path, path]),
    // What bwrap itself has made is memory without a limit, and would be the program's own where it stays who grades.
    ...['--remount-ro', '/'],
    ...['--chdir', cwd],
  ]
}

function scratch({ limits }: BwrapSandbox, folder: string): string[] {
  return ['--perms', '1777', '--size', String(limits.scratchBytes), '--tmpfs', folder]
}

/** bwrap makes the folders above a mount, and lets only root into them. The upper ones first. */
function ancestorsOf(paths: readonly string[]): string[] {
  const above = (path: string): string[] => (dirname(path) === path ? [] : [...above(dirname(path)), path])
  return [...new Set(paths.flatMap(path => above(dirname(path))))]
}

/** Of root's rights those that are needed to become somebody else, and only until then. */
function rights({ becomes }: BwrapSandbox): string[] {
  if (becomes === null) return ['--unshare-user']
  return ['--cap-drop', 'ALL', ...['CAP_SETUID', 'CAP_SETGID', 'CAP_SETPCAP'].flatMap(right => ['--cap-add', right])]
}

function becoming({ becomes }: BwrapSandbox): string[] {
  if (becomes === null) return []
  const { uid, setpriv } = becomes
  const user = ['--reuid', String(uid), '--regid', String(uid), '--clear-groups']
  return [setpriv, ...user, '--inh-caps=-all', '--bounding-set=-all', '--']
}

function withFilesOf(plan: BwrapSandbox, { files }: LaunchCommand): FilesOfProgram {
  const reads = [...plan.reads, ...(files?.reads ?? [])].filter(path => existsSync(path))
  return { reads: [...new Set(reads)], writes: files?.writes ?? [] }
}

function handOver({ reads, writes }: FilesOfProgram, uid: number, handedOver: Set<string>): void {
  // Folders that this run has made for itself; with those of other people it must do as they are.
  for (const path of reads.filter(each => each.startsWith(join(tmpdir(), '/')))) {
    const { mode } = statSync(path)
    if ((mode & EVERYBODY_READS) !== EVERYBODY_READS) chmodSync(path, mode | EVERYBODY_READS)
  }
  for (const path of writes) {
    if (handedOver.has(path)) continue
    handedOver.add(path)
    giveTo(uid, path)
  }
}

/** A symbolic link itself, never what it leads to. */
function giveTo(uid: number, path: string): void {
  // bwrap goes there before it has become the program's user: also where a folder was handed in that nobody else may enter.
  chmodSync(path, statSync(path).mode | EVERYBODY_ENTERS)
  lchownSync(path, uid, uid)
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const inner = join(path, entry.name)
    if (entry.isDirectory()) giveTo(uid, inner)
    else lchownSync(inner, uid, uid)
  }
}
