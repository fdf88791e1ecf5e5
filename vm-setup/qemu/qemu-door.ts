// EDGE: the one door to QEMU's programs, and for --dry-run one that only shows what would be run.
import { runProgram } from '../program.ts'
import { toShellWords } from '../shell-words.ts'
import { VmError } from '../vm-error.ts'
import { findQemu } from './find-qemu.ts'
import { reach, startQemu } from './qemu-process.ts'
import type { Qmp } from './qmp.ts'

export interface QemuDoor {
  /** Runs qemu-img to its end. Rejects with VmError. */
  img(args: readonly string[]): Promise<void>
  /** Starts a machine that outlives us; resolves when its monitor answers. */
  start(program: string, args: readonly string[], folder: string): Promise<Qmp>
  /** The monitor of the machine in this folder; undefined: it does not run. */
  reach(folder: string): Promise<Qmp | undefined>
}

const DISK_MS = 30 * 60_000

export function qemuDoor({
  architecture,
  tell,
  signal,
}: {
  architecture: 'x64' | 'arm64'
  tell: (line: string) => void
  signal?: AbortSignal
}): QemuDoor {
  return {
    async img(args) {
      tell(`$ ${toShellWords(['qemu-img', ...args])}`)
      const { code, stderr } = await runProgram(findQemu(architecture).img, args, { limitMs: DISK_MS, signal })
      if (code !== 0)
        throw new VmError(
          `qemu-img ${args[0]}: ${firstLine(stderr)}; is the image whole, and has the disk room for it?`,
        )
    },
    start(program, args, folder) {
      tell(`$ ${toShellWords([program, ...args])}`)
      return startQemu(findQemu(architecture).system, args, folder, signal)
    },
    reach: folder => reach(folder),
  }
}

function firstLine(text: string): string {
  return (
    text
      .trim()
      .split(/\r?\n/)[0]
      ?.replace(/^qemu-img: /, '') || 'it failed without a word'
  )
}

/** @param isRunning whether the imagined machine runs */
export function imaginedQemuDoor(isRunning: boolean, tell: (line: string) => void): QemuDoor {
  let runs = isRunning
  const qmp: Qmp = {
    async run(command) {
      if (command === 'query-status') return { status: 'running' }
      tell(`QMP ${command}`)
      if (command === 'quit') runs = false
      return {}
    },
    async human(line) {
      tell(`QMP human-monitor-command ${line}`)
      return ''
    },
    close() {},
  }
  return {
    img: async args => tell(`$ ${toShellWords(['qemu-img', ...args])}`),
    async start(program, args) {
      tell(`$ ${toShellWords([program, ...args])}`)
      runs = true
      return qmp
    },
    reach: async () => (runs ? qmp : undefined),
  }
}
