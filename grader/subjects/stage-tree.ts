// Knows how a stage of a tree like this one is started, wherever the tree stands. It does not prepare the tree.

import type { LaunchCommand, LaunchSettings } from '../subject.ts'
import { CannotGrade } from '../verdict.ts'
import { compileCacheOfRun } from './compile-cache.ts'
import { findStagePrograms } from './stage-folders.ts'
import { writeConf } from './written-conf.ts'

/**
 * Writes the conf and tells the command of the stage's own main.ts.
 *
 * @param root the folder that holds stages/
 * @param compileCache for Node: nodejs.org/api/module.html, "Module compile cache"
 * @throws CannotGrade where the tree lacks that stage
 */
export async function launchStage(
  root: string,
  settings: LaunchSettings,
  compileCache = compileCacheOfRun(),
): Promise<LaunchCommand> {
  const { stage, host, port, directory, conf } = settings
  const program = findStagePrograms(root).get(stage)
  if (program === undefined) throw new CannotGrade(`${root}: has no stage ${stage}: no stages/0${stage}-…/main.ts`)
  const file = await writeConf(directory, conf)
  return {
    // The Node that runs the grader, whatever `node` the machine has.
    argv: [process.execPath, program, '--port', String(port), '--host', host, '--conf', file],
    cwd: root,
    env: { NODE_COMPILE_CACHE: compileCache },
    files: { reads: [directory, root], writes: [compileCache] },
  }
}
