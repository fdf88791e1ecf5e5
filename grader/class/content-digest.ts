// What was handed in, as one number: of a folder its files, of an archive its bytes. EDGE: reads files.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { digestOfFolder } from '../subjects/folder-digest.ts'
import type { Submission } from './submission.ts'

/** SHA-256 in hex; null where it cannot be read, which is told by whoever opens it. */
export async function digestOf({ kind, path }: Submission): Promise<string | null> {
  try {
    if (kind === 'folder') return await digestOfFolder(path)
    // A pipe or a device would be read for ever.
    if (!(await stat(path)).isFile()) return null
    const hash = createHash('sha256')
    await pipeline(createReadStream(path), hash)
    return hash.digest('hex')
  } catch {
    return null
  }
}
