// A command with its end, for tests. Programs are those of this tree's packages.
import { execFile } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { ROOT } from '../../test/quiet.ts'

export interface Ran {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

export function run(cwd: string, [program, ...args]: readonly [string, ...string[]]): Promise<Ran> {
  const path = [join(ROOT, 'node_modules', '.bin'), process.env.PATH].join(delimiter)
  const env = { ...process.env, PATH: path, NO_COLOR: '1' }
  return new Promise(resolve =>
    execFile(program, args, { cwd, env, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      const status = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
      resolve({ status, stdout, stderr })
    }),
  )
}
