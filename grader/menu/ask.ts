// The menu of `npm run grade`: asks, checks each answer at once, and says what was chosen as flags. EDGE: reads from and
// writes to the terminal, through inquirer.

import { existsSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname } from 'node:path'
import inquirer from 'inquirer'
import { toSiteKind } from '../lab/sites.ts'
import { PEER_NAMES } from '../subjects/calibrators.ts'
import { findSubject } from '../subjects/find-subject.ts'
import { CannotGrade } from '../verdict.ts'
import { toFlags } from './answers.ts'
import { ANOTHER, backendChoices, loadQuestion, stageChoices, subjectChoices, usualBackends } from './choices.ts'
import { lookAround } from './found.ts'

const NO_REPORT = 'on this terminal only'
const HTML_REPORT = 'as a page to look at'
const BOTH_REPORTS = 'as a page, and as JSON'

/** Resolves to the flags. Rejects with CannotGrade if the menu is left with Ctrl-C. */
export async function askForFlags(root: string): Promise<string[]> {
  try {
    return await ask(root)
  } catch (error) {
    if (error instanceof Error && error.name === 'ExitPromptError')
      throw new CannotGrade('the menu was left; nothing was graded')
    throw error
  }
}

async function ask(root: string): Promise<string[]> {
  const found = await lookAround()
  const who = await select('What is graded?', subjectChoices(PEER_NAMES, found))
  const subject = who === ANOTHER ? await askForFolder(root) : who
  const { stages: claimed } = findSubject(subject, root)
  const { stages } = await inquirer.prompt([
    {
      type: 'checkbox',
      name: 'stages',
      message: 'Which stages?',
      choices: stageChoices(claimed),
      required: true,
    },
  ])
  const which = await select('In front of which backends, where web servers are wanted?', backendChoices(found))
  const backends = which === ANOTHER ? await askForConf() : which
  const { load } = await inquirer.prompt([
    { type: 'confirm', name: 'load', message: loadQuestion(found), default: false },
  ])
  const report = await select(
    'Where is the report to go?',
    [NO_REPORT, HTML_REPORT, BOTH_REPORTS].map(name => ({ name, value: name })),
  )
  const html = report === NO_REPORT ? undefined : await askForFile('The page:', 'hopwise-report.html')
  const json = report === BOTH_REPORTS ? await askForFile('The JSON:', 'hopwise-report.json') : undefined
  return toFlags({ subject, stages, claimed, backends, usualBackends: usualBackends(found), load, html, json })
}

async function select<Value>(
  message: string,
  choices: readonly { readonly name: string; readonly value: Value; readonly disabled?: string }[],
): Promise<Value> {
  const { chosen } = await inquirer.prompt([{ type: 'select', name: 'chosen', message, choices: [...choices] }])
  return chosen
}

async function askForFolder(root: string): Promise<string> {
  return askForText('Its path:', undefined, async path =>
    existsSync(path) ? complaintOf(() => findSubject(path, root)) : `there is no folder ${path}`,
  )
}

async function askForConf(): Promise<string> {
  return askForText('The conf file:', 'conf/servers.conf', path => complaintOf(() => toSiteKind(path)))
}

async function askForFile(message: string, usual: string): Promise<string> {
  return askForText(message, usual, async path => {
    if (!existsSync(dirname(path))) return `there is no folder ${dirname(path)}`
    return existsSync(path) && statSync(path).isDirectory() ? `${path} is a folder; name a file in it` : undefined
  })
}

/** `complaint` resolves to what is wrong with the answer, in one line, or to undefined. */
async function askForText(
  message: string,
  usual: string | undefined,
  complaint: (text: string) => Promise<string | undefined>,
): Promise<string> {
  const { text } = await inquirer.prompt([
    {
      type: 'input',
      name: 'text',
      message,
      ...(usual === undefined ? {} : { default: usual }),
      validate: async (typed: string) => {
        if (typed.trim() === '') return 'a path is needed'
        return (await complaint(toPath(typed))) ?? true
      },
    },
  ])
  return toPath(text)
}

/** No shell reads what is typed here. */
function toPath(typed: string): string {
  return typed.trim().replace(/^~(?=$|[/\\])/, homedir())
}

async function complaintOf(attempt: () => unknown): Promise<string | undefined> {
  try {
    await attempt()
    return undefined
  } catch (error) {
    if (error instanceof CannotGrade) return error.message
    throw error
  }
}
