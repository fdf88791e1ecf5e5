// Finds out how submissions can be contained on this machine: by trying. EDGE: starts bwrap, reads what the system has.
import { spawnSync } from 'node:child_process'
import { existsSync, lstatSync, readlinkSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { findProgram } from '../peers/find-program.ts'
import type { LaunchCommand } from '../subject.ts'
import { CannotGrade } from '../verdict.ts'
import { containWith } from './contain.ts'
import { freshUid } from './fresh-user.ts'
import { LIMITS } from './limits.ts'
import type { BwrapSandbox, NoSandbox, SandboxPlan } from './plan.ts'
import { toWorkerCommand } from './worker-command.ts'
import { makeWorkerPlace, removeWorkerPlace } from './worker-place.ts'

export type SandboxWish = 'auto' | 'bwrap' | 'none'

const PROBE_MS = 20_000

/**
 * @param root the tree of the grader: its Node and its packages are shown to programs
 * @throws CannotGrade where bwrap was asked for and cannot be had
 */
export function findSandbox(wish: SandboxWish, root: string): SandboxPlan {
  if (wish === 'none') return noSandbox('as was asked for')
  const plan = bwrapPlan(root)
  const fault = typeof plan === 'string' ? plan : faultOf(plan)
  if (fault === undefined) return plan as BwrapSandbox
  if (wish === 'bwrap') throw new CannotGrade(`--sandbox bwrap: ${fault}; --sandbox none grades without, as you`)
  return noSandbox(fault)
}

/** @param why as a clause */
export function noSandbox(why: string): NoSandbox {
  const prlimit = findProgram('prlimit') ?? null
  const limits = prlimit === null ? 'no limits but those of memory and output' : 'limits'
  return {
    kind: 'none',
    words: `none (${why}): it ran as the grader's own user, in a process group of its own, with ${limits} and a scrubbed environment`,
    limits: LIMITS,
    prlimit,
  }
}

/** A text says what is missing. */
function bwrapPlan(root: string): BwrapSandbox | string {
  const [bwrap, prlimit, setpriv] = ['bwrap', 'prlimit', 'setpriv'].map(findProgram)
  if (process.platform !== 'linux') return `bubblewrap is for Linux, and this is ${process.platform}`
  if (bwrap === undefined) return 'bubblewrap is not installed (apt install bubblewrap)'
  if (prlimit === undefined) return 'prlimit is not installed (apt install util-linux)'
  const isRoot = process.getuid?.() === 0
  if (isRoot && setpriv === undefined) return 'setpriv is not installed (apt install util-linux)'
  const reads = [join(root, 'node_modules'), dirname(process.execPath)].filter(path => existsSync(path))
  return {
    kind: 'bwrap',
    words: `${versionOf(bwrap)}: it saw its own folder and the system read-only, had no network but that of the lab, and limits`,
    limits: LIMITS,
    prlimit,
    bwrap,
    becomes: isRoot && setpriv !== undefined ? { uid: freshUid(), setpriv } : null,
    system: systemArguments(),
    reads,
    path: visiblePath(reads),
  }
}

/** Whether a program in its sandbox, in the sandbox of its grader, can start this very Node. Undefined: it can. */
function faultOf(plan: BwrapSandbox): string | undefined {
  const place = makeWorkerPlace()
  try {
    const { argv } = inSandbox(plan, [process.execPath, '--version'])
    const [file = '', ...args] = toWorkerCommand(plan, place, argv)
    const { status, stderr, error } = spawnSync(file, args, { encoding: 'utf8', timeout: PROBE_MS })
    if (status === 0) return undefined
    const [line = ''] = stderr.split('\n')
    return `bubblewrap does not work here (${line || error?.message || `exit status ${status}`})`
  } finally {
    removeWorkerPlace(place)
  }
}

function inSandbox(plan: BwrapSandbox, argv: [string, ...string[]]): { argv: string[] } {
  const command: LaunchCommand = { argv, cwd: '/' }
  return { argv: [...(containWith(plan)(command).containment?.wrapper ?? []), ...argv] }
}

function systemArguments(): string[] {
  const folders = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32', '/etc', '/opt', '/nix/store']
  return folders.filter(each => existsSync(each)).flatMap(showAsItIs)
}

function showAsItIs(folder: string): string[] {
  if (lstatSync(folder).isSymbolicLink()) return ['--symlink', readlinkSync(folder), folder]
  return ['--ro-bind', folder, folder]
}

/** Of the PATH, what can be seen in the sandbox. */
function visiblePath(reads: readonly string[]): string {
  const seen = ['/usr/', '/bin', '/sbin', '/opt/', '/nix/store/', ...reads]
  const own = (process.env.PATH ?? '').split(delimiter).filter(folder => seen.some(each => folder.startsWith(each)))
  return [...new Set([...own, '/usr/local/bin', '/usr/bin', '/bin'])].join(delimiter)
}

function versionOf(bwrap: string): string {
  const { stdout } = spawnSync(bwrap, ['--version'], { encoding: 'utf8', timeout: PROBE_MS })
  return stdout?.trim() || 'bubblewrap'
}
