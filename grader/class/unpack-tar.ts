// Unpacks a tar, plain or gzipped, under the rules of archive-entry.ts. All entries are looked at before the first is written.
// EDGE: reads and writes files.
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { extract, Parser, type ReadEntry } from 'tar'
import { ArchiveBudget, type ArchiveEntry, isLitter, safePath } from './archive-entry.ts'

const KINDS: Readonly<Record<string, ArchiveEntry['kind']>> = {
  File: 'file',
  OldFile: 'file',
  ContiguousFile: 'file',
  Directory: 'folder',
  GNUDumpDir: 'folder',
  SymbolicLink: 'link',
  Link: 'link',
}

/** Into `folder`, which exists and is empty. Rejects with NotGradable for what may not be in it, else with what tar says. */
export async function unpackTar(file: string, folder: string): Promise<void> {
  await lookThrough(file)
  await extract({
    file,
    cwd: folder,
    strict: true,
    noChmod: true,
    preserveOwner: false,
    filter: path => !isLitter(path),
  })
}

/** Stops at the first thing that is wrong: what is small on the disk may be huge behind it. */
async function lookThrough(file: string): Promise<void> {
  const budget = new ArchiveBudget()
  let entries = 0
  let fault: unknown
  const parser = new Parser({
    strict: true,
    onReadEntry: entry => {
      entries += 1
      try {
        budget.addEntry()
        budget.addBytes(entry.size)
        if (!isLitter(entry.path)) safePath(toArchiveEntry(entry))
      } catch (error) {
        fault ??= error
      }
      entry.resume()
    },
  })
  parser.on('error', error => {
    fault ??= error
  })
  for await (const chunk of createReadStream(file)) {
    if (fault !== undefined) throw fault
    if (!parser.write(chunk)) await Promise.race([once(parser, 'drain'), once(parser, 'abort')])
  }
  parser.end()
  if (fault !== undefined) throw fault
  if (entries === 0) throw new Error('it holds no entry')
}

function toArchiveEntry({ path, type, size }: ReadEntry): ArchiveEntry {
  return { path, bytes: size, kind: KINDS[type] ?? 'other' }
}
