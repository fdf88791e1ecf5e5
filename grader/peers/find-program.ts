// EDGE: knows where system programs are.
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

// Debian puts servers into sbin, which is not on every user's path.
const directories = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin']

/** The program's file, or undefined where it is not installed. */
export function findProgram(name: string): string | undefined {
  return directories.map(directory => join(directory, name)).find(isExecutable)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
