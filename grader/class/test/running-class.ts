// For tests: a class in a folder of its own, graded by the command line. EDGE: starts processes, makes folders.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv/sync'
import { onTestFinished } from 'vitest'

const MAIN = join(import.meta.dirname, '..', 'main.ts')
/** More than any of these runs needs: one that hangs is ended, and has no exit status then. */
const LIMIT_MS = 25_000

export interface ClassFolders {
  readonly submissions: string
  readonly out: string
}

/** Of nobody yet; gone when the test is over. */
export function emptyClass(): ClassFolders {
  const folder = mkdtempSync(join(tmpdir(), 'hopwise-class-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const submissions = join(folder, 'submissions')
  mkdirSync(submissions)
  return { submissions, out: join(folder, 'out') }
}

/** A submission whose build fails: it has a row soon, and needs nothing that is installed. */
export function handInBroken(folder: string): void {
  mkdirSync(folder, { recursive: true })
  const build = [process.execPath, '-e', 'process.exit(1)']
  writeFileSync(join(folder, 'proxy.json'), JSON.stringify({ build, run: ['./echo', '{port}', '{conf}'] }))
}

// Root reads whatever its rights say, but for these two capabilities (man 7 capabilities).
const AS_SOMEBODY =
  process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search'] : ([] as const)

export function gradeClass({ submissions, out }: ClassFolders, flags: readonly string[] = [], env = {}) {
  const args = [MAIN, submissions, '--out', out, '--stages', '1', '--sandbox', 'none', '--seed', '7', ...flags]
  const [program = '', ...rest] = [...AS_SOMEBODY, process.execPath, ...args]
  return spawnSync(program, rest, {
    encoding: 'utf8',
    env: { ...process.env, ...env },
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL',
  })
}

/** By student: status and note. */
export function rowsOf({ out }: ClassFolders): Record<string, string> {
  const rows = parse(readFileSync(join(out, 'grades.csv'), 'utf8'), { columns: true }) as Record<string, string>[]
  return Object.fromEntries(rows.map(({ student, status, note }) => [student, `${status}: ${note}`]))
}
