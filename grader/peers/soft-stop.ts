// nginx and HAProxy cut everybody off at SIGTERM, and stop softly at a signal of their own. A few lines of shell hand on the
// one as the other.
import { join } from 'node:path'

const SCRIPT = join(import.meta.dirname, 'soft-stop.sh')

/** The command behind a shell that lives as long as the program and ends with its exit status. */
export function withSoftStop(argv: readonly string[], signal: 'QUIT' | 'USR1'): [string, ...string[]] {
  return ['/bin/sh', SCRIPT, signal, ...argv]
}
