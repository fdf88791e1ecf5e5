// A student who writes Python, listens on a port of his own and reads a conf file of a fixed name: graded through proxy.json on
// all stages that he claims.
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { gradeQuietly, idsOf, ROOT, reasonsOf } from './test/quiet.ts'

const PROGRAMS = join(ROOT, 'grader', 'impostors', 'programs')

test('he passes what he claims', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hopwise-student-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const file of ['threads-echo.py', 'parser.py']) await copyFile(join(PROGRAMS, file), join(folder, file))
  const port = await freePort()
  const stages = {
    1: { run: ['python3', 'threads-echo.py', '127.0.0.1', `${port}`] },
    2: { run: ['python3', 'parser.py', '127.0.0.1', `${port}`, 'servers.conf'] },
  }
  await writeFile(join(folder, 'proxy.json'), JSON.stringify({ name: 'ada', stages, port, conf: 'servers.conf' }))
  const result = await gradeQuietly({ subject: folder })
  expect(result.stages.map(({ stage }) => stage)).toEqual([1, 2])
  expect(idsOf(result, 'failed', 'skipped', 'undecided'), reasonsOf(result).join('\n')).toEqual([])
  expect(result.leftBehind).toEqual([])
}, 300_000)

function freePort(): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>()
  const server = createServer().listen(0, '127.0.0.1', () => {
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    server.close(() => resolve(port))
  })
  return promise
}
