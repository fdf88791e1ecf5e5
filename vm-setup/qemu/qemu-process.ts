// EDGE: starts a QEMU that outlives us, and finds it again. Its pid stands in a file, what it complains of in another.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { closeSync, openSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { VmError } from '../vm-error.ts'
import { openQmp, type Qmp } from './qmp.ts'

const ANSWER_MS = 10_000
/** Until its monitor answers; a saved state of gigabytes is read first. */
const START_MS = 120_000
const LOOK_AGAIN_MS = 100
/** A path of a socket may have 107 octets on Linux, 103 on macOS. */
const PATH_LIMIT = 100

export function monitorPath(folder: string, platform: NodeJS.Platform = process.platform): string {
  const own = join(folder, 'qmp.sock')
  const short = `hopwise-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`
  if (platform === 'win32') return `\\\\.\\pipe\\${short}`
  return Buffer.byteLength(own) < PATH_LIMIT ? own : join(tmpdir(), `${short}.sock`)
}

/** undefined: it is off. Rejects with VmError where it runs but does not answer: it would be wrong to call it off. */
export async function reach(folder: string, limitMs = ANSWER_MS): Promise<Qmp | undefined> {
  try {
    return await openQmp(monitorPath(folder), limitMs)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ECONNREFUSED') return undefined
    const pid = (await readFile(join(folder, 'qemu.pid'), 'utf8').catch(() => '')).trim()
    throw new VmError(
      `QEMU (pid ${pid || 'unknown'}) runs, but its monitor does not answer: another command may be talking to it; try again, or end that process`,
    )
  }
}

/** Resolves when its monitor answers. Rejects with VmError with QEMU's own complaint. */
export async function startQemu(
  file: string,
  args: readonly string[],
  folder: string,
  signal?: AbortSignal,
): Promise<Qmp> {
  const log = join(folder, 'qemu.log')
  await writeFile(log, '')
  await rm(monitorPath(folder), { force: true }).catch(() => {})
  const output = openSync(log, 'a')
  // Detached: it goes on when we end, and Ctrl-C is not meant for it.
  const child = spawn(file, [...args], {
    stdio: ['ignore', output, output],
    detached: true,
    windowsHide: true,
    cwd: folder,
  })
  closeSync(output)
  let fault: string | undefined
  child.once('error', error => {
    fault = error.message
  })
  child.once('exit', (code, by) => {
    fault = `it ended with ${by ?? `status ${code}`}`
  })
  child.unref()
  if (child.pid !== undefined) await writeFile(join(folder, 'qemu.pid'), `${child.pid}\n`)
  for (
    const until = performance.now() + START_MS;
    performance.now() < until && !signal?.aborted;
    await pause(LOOK_AGAIN_MS)
  ) {
    if (fault !== undefined)
      throw new VmError(
        `QEMU did not start: ${toLine(await readFile(log, 'utf8')) || fault}; ${remedy(await readFile(log, 'utf8'))}`,
      )
    const qmp = await reach(folder, START_MS)
    if (qmp !== undefined) return qmp
  }
  child.kill('SIGKILL')
  throw new VmError(`QEMU did not answer within ${START_MS / 1000} s of its start; ${log} has what it said`)
}

/** What it says last is why it ends. */
function toLine(log: string): string {
  return (
    log
      .trim()
      .split(/\r?\n/)
      .at(-1)
      ?.replace(/^.*?qemu-system-\w+(?:\.exe)?: /, '') ?? ''
  )
}

function remedy(log: string): string {
  if (/Could not set up host forwarding rule/.test(log))
    return 'another program has that port: end it, or choose others with --ports'
  if (/Failed to get "?write"? lock/.test(log))
    return 'its disk is in use: a QEMU of this VM runs already, npm run vm stop ends it'
  if (/Cannot allocate memory|cannot set up guest memory/.test(log))
    return 'the machine has too little memory: --memory 1024'
  return 'npm run doctor says what this machine lacks'
}
