// EDGE: one command at a time for a VM; two that make or remove the same one would spoil each other's work.
import { link, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type LabHome, machineFolder } from './lab-home.ts'
import { makeFolder } from './make-folder.ts'
import { VmError } from './vm-error.ts'

/** Rejects with VmError while another process holds it. A lock whose process is gone counts for nothing. */
export async function withLock<T>(home: LabHome, name: string, work: () => Promise<T>): Promise<T> {
  const file = `${machineFolder(home, name)}.lock`
  await makeFolder(dirname(file))
  while (!(await take(file))) {
    const holder = Number(await readFile(file, 'utf8').catch(() => ''))
    if (isAlive(holder))
      throw new VmError(`another command is at work on ${name} (pid ${holder}): wait for it, or end it, then try again`)
    await rm(file, { force: true })
  }
  try {
    return await work()
  } finally {
    await rm(file, { force: true })
  }
}

async function take(file: string): Promise<boolean> {
  // Linked when it is written: nobody ever sees a lock without its holder.
  const own = `${file}.${process.pid}`
  try {
    await writeFile(own, String(process.pid))
    await link(own, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw new VmError(`${file} cannot be written: ${(error as Error).message}`)
  } finally {
    await rm(own, { force: true })
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
