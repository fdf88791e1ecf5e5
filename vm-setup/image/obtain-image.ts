// The image that a VM is made of: one at hand, one in the cache, or a fresh one. EDGE: reads files.
import { open, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolder } from '../make-folder.ts'
import { VmError } from '../vm-error.ts'
import { type DiskFormat, diskFormat, HEAD_BYTES } from './disk-format.ts'
import { download, fetchText, sha256 } from './download.ts'
import { type PublishedImage, sumOf } from './ubuntu-image.ts'

export interface ImageWish {
  readonly published: PublishedImage
  readonly cache: string
  readonly tell: (line: string) => void
  readonly onProgress: (doneBytes: number, totalBytes: number | undefined) => void
  readonly signal: AbortSignal | undefined
}

/**
 * Its path in the cache. The sum is asked for first: a cache that Ubuntu has newer images than is renewed. Without a network, what was
 * whole when it came will do.
 */
export async function obtainImage({ published, cache, tell, onProgress, signal }: ImageWish): Promise<string> {
  await makeFolder(cache)
  const file = join(cache, published.file)
  const sumFile = `${file}.sha256`
  const kept = await readFile(sumFile, 'utf8').catch(() => undefined)
  const sum = await publishedSum(published, signal).catch(error => {
    if (kept === undefined) throw error
    tell(`${(error as Error).message}`)
    return kept.trim()
  })
  if (kept?.trim() === sum && (await sha256(file).catch(() => '')) === sum) {
    tell(`${published.file} is in the cache, and whole`)
    return file
  }
  await rm(file, { force: true })
  await rm(sumFile, { force: true })
  tell(`fetching ${published.url}`)
  await download({ url: published.url, file, sum, signal, onProgress })
  await writeFile(sumFile, `${sum}\n`)
  return file
}

async function publishedSum({ file, sumsUrl }: PublishedImage, signal: AbortSignal | undefined): Promise<string> {
  const sum = sumOf(file, await fetchText(sumsUrl, signal))
  if (sum !== undefined) return sum
  throw new VmError(`${sumsUrl} has no sum of ${file}; fetch an image by hand and name it with --image FILE`)
}

/** Its format. Rejects with VmError where `file` is no disk image. */
export async function formatOfImage(file: string): Promise<DiskFormat> {
  const head = Buffer.alloc(HEAD_BYTES)
  try {
    const handle = await open(file)
    try {
      const { bytesRead } = await handle.read(head, 0, HEAD_BYTES, 0)
      const format = diskFormat(head.subarray(0, bytesRead))
      if (format !== undefined) return format
    } finally {
      await handle.close()
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new VmError(`--image ${file}: ${code === 'ENOENT' ? 'there is no such file' : message}`)
  }
  throw new VmError(
    `--image ${file}: no disk image (neither qcow2, VMDK, VDI nor raw with partitions): is it whole, and unpacked? Without --image Ubuntu's own is fetched`,
  )
}
