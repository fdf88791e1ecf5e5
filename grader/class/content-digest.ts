// What was handed in, as one number: of a folder its files, of an archive its bytes. EDGE: reads files.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { digestOfFolder } from '../subjects/folder-digest.ts'
import type { Submission } from './submission.ts'

/** SHA-256 in hex. */
export async function digestOf({ kind, path }: Submission): Promise<string> {
  if (kind === 'folder') return digestOfFolder(path)
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}
