import { spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { folderOf } from '../subjects/test/folders.ts'

const MAIN = join(import.meta.dirname, 'main.ts')
const FLAGS = ['--only', 'echo.word', '--subject']

test('a watch checks at once, again after a save, and ends with nothing left at Ctrl-C', async () => {
  const folder = await submission(echo('bytes'))
  const check = startCheck(['1', '--watch', ...FLAGS, folder])
  await check.said('1 check passed')
  await check.said('Save a file below')
  await writeFile(join(folder, 'echo.cjs'), echo('Buffer.alloc(bytes.length)'))
  await check.said('echo.cjs changed: stage 1 is checked again.')
  await check.said('Next: mend echo.word first')
  await check.said('Save a file below')
  check.child.kill('SIGINT')
  expect(await check.ended).toBe(0)
  expect(check.output()).not.toContain('\u001b[')
})

test('a save in the midst of a run stops it, and the newest files are checked', async () => {
  const folder = await submission('setInterval(() => {}, 1000)')
  const check = startCheck(['1', '--watch', ...FLAGS, folder])
  const started = Promise.withResolvers<void>()
  // The program never listens: the run would go on for ten seconds.
  const timer = setInterval(async () => {
    await writeFile(join(folder, 'echo.cjs'), echo('bytes'))
    if (check.output().includes('changed:')) started.resolve()
  }, 500)
  await started.promise
  clearInterval(timer)
  await check.said('1 check passed')
  check.child.kill('SIGTERM')
  expect(await check.ended).toBe(0)
})

test('once, the exit status is that of the result', async () => {
  const folder = await submission(echo('bytes.reverse()'))
  const check = startCheck(['1', ...FLAGS, folder])
  expect(await check.ended).toBe(1)
  expect(check.output()).toContain(`npm run check 1 -- --subject ${folder}`)
})

test('without a stage it is one line and status 2', async () => {
  const check = startCheck([])
  expect(await check.ended).toBe(2)
  expect(check.output()).toBe('check: which stage? 1 to 6, as in npm run check 1; npm run stage shows the ladder\n')
})

function echo(answer: string): string {
  return `require('node:net')
    .createServer({ allowHalfOpen: true }, socket => {
      socket.on('error', () => {}).on('data', bytes => socket.write(${answer})).on('end', () => socket.end())
    })
    .listen(Number(process.argv[2]), '127.0.0.1')`
}

async function submission(program: string): Promise<string> {
  const run = [process.execPath, 'echo.cjs', '{port}', '{conf}']
  return folderOf({ 'echo.cjs': program, 'proxy.json': JSON.stringify({ run }) })
}

/** `said` resolves when the text has come behind what was waited for before. */
function startCheck(args: readonly string[]) {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const ended = new Promise<number | null>(resolve => child.once('close', code => resolve(code)))
  let output = ''
  let from = 0
  let look = () => {}
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
      look()
    })
  const said = (text: string) =>
    new Promise<void>(resolve => {
      look = () => {
        const at = output.indexOf(text, from)
        if (at < 0) return
        from = at + text.length
        look = () => {}
        resolve()
      }
      look()
    })
  return { child, ended, said, output: () => output }
}
