// Files as a zip archive. The same files make the same archive: no clock is read.
import { buffer } from 'node:stream/consumers'
import { ZipFile } from 'yazl'

// The first moment that a zip can name.
const MTIME = new Date(1980, 0, 1)

/** Scripts, which begin with `#!`, can be executed when they have been unpacked. */
export async function toZip(files: ReadonlyMap<string, string>): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [path, text] of files) {
    const mode = text.startsWith('#!') ? 0o100755 : 0o100644
    zip.addBuffer(Buffer.from(text, 'utf8'), path, { mtime: MTIME, mode })
  }
  zip.end()
  return buffer(zip.outputStream)
}
