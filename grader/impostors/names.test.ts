// No impostor uses a name that the reference does not have any more: it would die of that, and fail its checks for the wrong reason.
// One run of the compiler over all changed files, each beside the file that it was made from.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { IMPOSTORS } from './catalogue.ts'
import type { PatchedReference } from './impostor.ts'
import { applyChange } from './patch.ts'

const ROOT = join(import.meta.dirname, '..', '..')
/** Cannot find name; the same with a guess; and of a member, without `this.` before it. Other errors of types hurt no program that runs. */
const UNKNOWN_NAME = /error TS(?:2304|2552|2662|2663):/

test('every name that a change uses is there', { timeout: 60_000 }, () => {
  const tree = treeWith(IMPOSTORS.filter(each => 'changes' in each))
  expect(unknownNames(tree)).toEqual([])
})

test('one that is not there is found', { timeout: 60_000 }, () => {
  const change = { file: 'stages/02-parse/body.ts', find: 'if (hasLength) throw', replace: 'if (hasLangth) throw' }
  const wrong = { name: 'mistyped', stage: 2, sentence: 'dies', fails: [], changes: [change] } as const
  expect(unknownNames(treeWith([wrong]))).toEqual([expect.stringContaining("Cannot find name 'hasLangth'")])
})

/** The stages, with the changed files as `body.of-NAME.ts` beside `body.ts`. */
function treeWith(impostors: readonly PatchedReference[]): string {
  const tree = mkdtempSync(join(tmpdir(), 'hopwise-names-'))
  onTestFinished(() => rmSync(tree, { recursive: true, force: true }))
  cpSync(join(ROOT, 'stages'), join(tree, 'stages'), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(tree, 'node_modules'))
  const own = {
    extends: join(ROOT, 'tsconfig.json'),
    include: ['stages/0*/*.ts'],
    compilerOptions: { typeRoots: ['node_modules/@types'] },
  }
  writeFileSync(join(tree, 'tsconfig.json'), JSON.stringify(own))
  for (const { name, changes } of impostors) {
    const texts = new Map<string, string>()
    for (const change of changes) {
      const text = texts.get(change.file) ?? readFileSync(join(ROOT, change.file), 'utf8')
      texts.set(change.file, applyChange(text, change, name))
    }
    for (const [file, text] of texts) writeFileSync(join(tree, file.replace(/\.ts$/, `.of-${name}.ts`)), text)
  }
  return tree
}

function unknownNames(tree: string): string[] {
  const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc')
  const { stdout, stderr } = spawnSync(process.execPath, [compiler, '-p', tree], { encoding: 'utf8', cwd: tree })
  expect(stderr).toBe('')
  return stdout.split('\n').filter(line => UNKNOWN_NAME.test(line))
}
