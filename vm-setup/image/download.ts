// EDGE: fetches over HTTP and writes files. A download that was broken off goes on where it stopped; what is whole is proven by its sum.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, rename, rm, stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { request } from 'undici'
import { VmError } from '../vm-error.ts'

export interface Download {
  readonly url: string
  /** Where it comes to lie, whole; until then its name ends in `.part`. */
  readonly file: string
  /** Its SHA-256 in hexadecimal. */
  readonly sum: string
  readonly signal: AbortSignal | undefined
  /** `totalBytes` is undefined where the other side does not tell. */
  readonly onProgress: (doneBytes: number, totalBytes: number | undefined) => void
}

/** Of a connection that brings nothing. */
const SILENCE_MS = 30_000
const TRIES = 5

/** Rejects with VmError; what was fetched by then stays for the next time. */
export async function download(what: Download): Promise<void> {
  // Named by its sum: the rest of another one would not fit.
  const part = `${what.file}.${what.sum.slice(0, 12)}.part`
  let tries = 0
  for (let before = -1; ; ) {
    const done = await sizeOf(part)
    // As long as something comes, it goes on.
    tries = done > before ? 1 : tries + 1
    before = done
    const fault = await fetchRest(what, part, done).then(
      () => undefined,
      (error: Error) => error,
    )
    if (fault === undefined) break
    if (what.signal?.aborted)
      throw new VmError(`stopped; what came of ${what.url} is kept, the same command goes on with it`)
    if (fault instanceof VmError) throw fault
    if (tries >= TRIES)
      throw new VmError(
        `${what.url}: ${reasonOf(fault)}; the same command goes on where it stopped, or fetch it by hand and name it with --image FILE`,
      )
  }
  if ((await sha256(part)) !== what.sum) {
    await rm(part, { force: true })
    throw new VmError(
      `${what.url} came damaged (its SHA-256 is not the published one) and was removed; run the command again`,
    )
  }
  await rename(part, what.file)
}

export async function fetchText(url: string, signal: AbortSignal | undefined): Promise<string> {
  try {
    const { statusCode, body } = await request(url, options(signal))
    const text = await body.text()
    if (statusCode === 200) return text
    throw new Error(`status ${statusCode}`)
  } catch (error) {
    throw new VmError(
      `${url}: ${reasonOf(error as Error)}; is there a network? An image at hand is named with --image FILE`,
    )
  }
}

export async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}

async function fetchRest({ url, signal, onProgress }: Download, part: string, done: number): Promise<void> {
  const { statusCode, headers, body } = await request(url, {
    ...options(signal),
    headers: done > 0 ? { range: `bytes=${done}-` } : {},
  })
  // RFC 9110 §15.5.17: nothing lies behind what there is already.
  const isWhole = statusCode === 416 && done > 0
  if (isWhole || (statusCode !== 200 && statusCode !== 206)) {
    await body.dump()
    if (isWhole) return
    throw new VmError(`${url}: status ${statusCode}; fetch the image by hand and name it with --image FILE`)
  }
  const start = statusCode === 206 ? done : 0
  const length = Number(headers['content-length'])
  const total = Number.isSafeInteger(length) ? start + length : undefined
  let come = start
  // Written piece by piece: what has come before a line breaks is kept.
  const file = await open(part, statusCode === 206 ? 'a' : 'w')
  try {
    for await (const chunk of body) {
      await file.writeFile(chunk)
      come += chunk.length
      onProgress(come, total)
    }
  } finally {
    await file.close()
  }
}

function options(signal: AbortSignal | undefined) {
  return { headersTimeout: SILENCE_MS, bodyTimeout: SILENCE_MS, ...(signal === undefined ? {} : { signal }) }
}

function reasonOf(failure: Error): string {
  const error = failure as NodeJS.ErrnoException & { cause?: { code?: string } }
  if (error.code === 'ENOSPC') return 'the disk is full'
  return error.cause?.code ?? error.code ?? error.message
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  )
}
