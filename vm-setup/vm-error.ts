// What a person at the keyboard is told when it cannot go on. Nothing else is an expected failure here.

/** `message` is one line: what, where, how to mend it. The program prints it and exits with 2. */
export class VmError extends Error {
  constructor(message: string) {
    super(message.replace(/\s*\n\s*/g, ' '))
    this.name = 'VmError'
  }
}

/** The line that is told; undefined where it is a mistake of ours, which is to be seen whole. */
export function toFailureLine(failure: unknown): string | undefined {
  if (failure instanceof VmError) return failure.message
  const { code, syscall, path } = failure as NodeJS.ErrnoException
  if (code === undefined || syscall === undefined) return undefined
  const where = path ?? syscall
  if (code === 'ENOSPC') return `${where}: the disk is full; free some GB and run the command again`
  const advice = 'may you write there? HOPWISE_VM_HOME puts all of the lab elsewhere'
  return `${where}: ${code}; ${advice}`
}
