// EDGE: the lab's own ssh key, made once with ssh-keygen; nobody's other keys are looked at.
import { readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { findProgram } from './find-program.ts'
import { makeFolder } from './make-folder.ts'
import { runProgram } from './program.ts'
import { toShellWords } from './shell-words.ts'
import { VmError } from './vm-error.ts'

const LIMIT_MS = 30_000

/** The public key, made if there is none. Rejects with VmError. */
export async function ensureKey(file: string, tell: (line: string) => void): Promise<string> {
  const there = await readFile(`${file}.pub`, 'utf8').catch(() => undefined)
  const isWhole = there !== undefined && (await readFile(file, 'utf8').catch(() => '')) !== ''
  if (there !== undefined && isWhole) return there.trim()
  const keygen = findProgram(['ssh-keygen'])
  if (keygen === undefined)
    throw new VmError(
      'ssh-keygen is not installed: install OpenSSH (sudo apt install openssh-client; Windows: Optional features)',
    )
  await makeFolder(dirname(file))
  const fresh = `${file}.new`
  const args = toKeygen(fresh)
  tell(`$ ${toShellWords(['ssh-keygen', ...toKeygen(file)])}`)
  // It asks before it writes over a file; `y` is for what an earlier run left half made.
  const { code, stderr } = await runProgram(keygen, args, { limitMs: LIMIT_MS, input: 'y\n' })
  if (code !== 0) throw new VmError(`ssh-keygen: ${stderr.trim() || `exit status ${code}`}`)
  await rename(`${fresh}.pub`, `${file}.pub`)
  await rename(fresh, file)
  return (await readFile(`${file}.pub`, 'utf8')).trim()
}

/** An empty passphrase: the key opens nothing but the lab's VMs on this machine. */
export function toKeygen(file: string): string[] {
  return ['-q', '-t', 'ed25519', '-N', '', '-C', 'hopwise lab', '-f', file]
}
