// Where nginx is on this machine, if it is. EDGE: reads the environment and the file system.
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { BackendError } from './running-backends.ts'

// Debian puts nginx into /usr/sbin, which an ordinary user's PATH leaves out; the others are Homebrew's.
const ALSO_LOOK_IN = ['/usr/sbin', '/usr/local/sbin', '/usr/local/bin', '/opt/homebrew/bin']

/** Absolute path of nginx, or undefined where it is not installed. */
export function findNginx(
  folders = [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), ...ALSO_LOOK_IN],
): string | undefined {
  return folders.map(folder => join(folder, 'nginx')).find(isExecutable)
}

export function nginxMissing(): BackendError {
  return new BackendError(
    'nginx-missing',
    'nginx is not installed: apt install nginx | brew install nginx, or use --kind embedded',
  )
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
