// Which errors of the system are the machine's fault, whatever file was read or written. Pure.

/** The disk, the memory, or how much may be open at once: errno(3). */
const CODES = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN', 'EIO'])

export function isFaultOfMachine(error: unknown): boolean {
  return error instanceof Error && 'code' in error && CODES.has(String(error.code))
}
