// Unpacks a zip, entry by entry, under the rules of archive-entry.ts. EDGE: reads and writes files.
import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import { ArchiveBudget, type ArchiveEntry, isLitter, safePath } from './archive-entry.ts'
import { NotGradable } from './not-gradable.ts'

// The upper half of the external attributes are the mode, where Unix made the archive: zip's appnote, 4.4.2 and 4.4.15.
const UNIX = 3
const TYPE = 0o170000
const LINK = 0o120000
const FILE = 0o100000
const FOLDER = 0o040000
const MAY_RUN = 0o111
/** General purpose bit 0. */
const ENCRYPTED = 1

/** Into `folder`, which exists and is empty. Rejects with NotGradable for what may not be in it, else with what yauzl says. */
export async function unpackZip(file: string, folder: string): Promise<void> {
  const zip = await openPromise(file, {
    lazyEntries: true,
    strictFileNames: true,
    validateEntrySizes: true,
    autoClose: false,
  })
  try {
    const budget = new ArchiveBudget()
    for await (const entry of zip.eachEntry()) await unpackEntry(zip, entry, folder, budget)
  } finally {
    zip.close()
  }
}

async function unpackEntry(zip: ZipFile, entry: Entry, folder: string, budget: ArchiveBudget): Promise<void> {
  budget.addEntry()
  const found = toArchiveEntry(entry)
  if (isLitter(found.path)) return
  const path = join(folder, safePath(found))
  if (found.kind === 'folder') {
    await mkdir(path, { recursive: true })
    return
  }
  if (entry.generalPurposeBitFlag & ENCRYPTED) throw new NotGradable(`the archive is encrypted; leave the password out`)
  await mkdir(dirname(path), { recursive: true })
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      try {
        budget.addBytes(chunk.length)
        done(null, chunk)
      } catch (failure) {
        done(failure as Error)
      }
    },
  })
  const mode = modeOf(entry) & MAY_RUN ? 0o755 : 0o644
  await pipeline(await zip.openReadStreamPromise(entry), count, createWriteStream(path, { flags: 'wx', mode }))
}

function toArchiveEntry(entry: Entry): ArchiveEntry {
  const { fileName: path, uncompressedSize: bytes } = entry
  const type = modeOf(entry) & TYPE
  if (type === LINK) return { path, bytes, kind: 'link' }
  if (path.endsWith('/')) return { path, bytes, kind: 'folder' }
  return { path, bytes, kind: type === 0 || type === FILE || type === FOLDER ? 'file' : 'other' }
}

function modeOf({ versionMadeBy, externalFileAttributes }: Entry): number {
  return versionMadeBy >> 8 === UNIX ? externalFileAttributes >>> 16 : 0
}
