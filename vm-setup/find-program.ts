// EDGE: knows where programs of this system are: on the PATH, and at the places where their installers put them.
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

export interface Surroundings {
  readonly platform: NodeJS.Platform
  readonly env: NodeJS.ProcessEnv
  readonly isProgram: (file: string) => boolean
}

export const HERE: Surroundings = { platform: process.platform, env: process.env, isProgram }

/** The first of `names` on the PATH, else the first of `places` that is there. */
export function findProgram(
  names: readonly string[],
  places: readonly string[] = [],
  { platform, env, isProgram }: Surroundings = HERE,
): string | undefined {
  const directories = (env.PATH ?? env.Path ?? '').split(delimiter).filter(Boolean)
  const ending = platform === 'win32' ? '.exe' : ''
  const onPath = names.flatMap(name => directories.map(directory => join(directory, `${name}${ending}`)))
  return [...onPath, ...places].find(isProgram)
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}
