// EDGE: keeps what takes minutes to build, so that a second run is quick, in one folder of the temporary folder. What is there is whole.
import { createHash, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, mkdir, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const CACHE = join(tmpdir(), 'hopwise-vm-test')

/** The folder that `build` has filled, now or once before with the same recipe. */
export async function cached(name: string, recipe: unknown, build: (folder: string) => Promise<void>): Promise<string> {
  await mkdir(CACHE, { recursive: true, mode: 0o755 })
  // Whoever may write there may replace programs that root runs.
  if ((await stat(CACHE)).uid !== process.getuid?.()) throw new Error(`${CACHE} belongs to somebody else: remove it`)
  await chmod(CACHE, 0o755)
  const digest = createHash('sha256').update(JSON.stringify(recipe)).digest('hex').slice(0, 12)
  const folder = join(CACHE, `${name}-${digest}`)
  if (existsSync(folder)) return folder
  const part = `${folder}.${randomUUID()}`
  try {
    await build(part)
    await rename(part, folder)
  } catch (error) {
    await rm(part, { recursive: true, force: true })
    // Another run was quicker.
    if (!existsSync(folder)) throw error
  }
  return folder
}
