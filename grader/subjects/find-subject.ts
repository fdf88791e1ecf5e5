// Knows what `--subject` may say, and who makes a subject of it.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Contain, LaunchCommand, Subject } from '../subject.ts'
import { CannotGrade } from '../verdict.ts'
import { CALIBRATORS, findCalibrator } from './calibrators.ts'
import { folderSubject } from './folder.ts'
import { referenceSubject } from './reference.ts'

const POSSIBLE = ['reference', 'a folder with proxy.json or stages/', ...CALIBRATORS].join(', ')

/**
 * @param argument what stands behind `--subject`; folders are looked for from the working directory
 * @param root the root of this tree
 * @param contain puts its commands into their sandbox; default: as they are
 * @throws CannotGrade with one line that says what is possible
 */
export function findSubject(argument: string, root: string, contain: Contain = asItIs): Subject {
  const subject = subjectOf(argument, root, contain)
  return { ...subject, launch: async settings => contain(await subject.launch(settings)) }
}

function asItIs(command: LaunchCommand): LaunchCommand {
  return command
}

function subjectOf(argument: string, root: string, contain: Contain): Subject {
  if (argument === 'reference') return referenceSubject(root)
  const calibrator = findCalibrator(argument, root)
  if (calibrator !== undefined) return calibrator
  if (existsSync(argument)) return folderSubject(argument, join(root, 'node_modules'), contain)
  throw new CannotGrade(`${argument}: no such folder; --subject may be ${POSSIBLE}`)
}
