// The subject `reference`: the stages of this tree, started where they stand. It knows names of files and nothing of what
// is in them.
import type { Subject } from '../subject.ts'
import { CannotGrade } from '../verdict.ts'
import { compileCacheOfTree } from './compile-cache.ts'
import { findStagePrograms } from './stage-folders.ts'
import { launchStage } from './stage-tree.ts'

/**
 * @param root the folder that holds stages/; it claims the stages that are there
 * @throws CannotGrade where there are none
 */
export function referenceSubject(root: string): Subject {
  const stages = [...findStagePrograms(root).keys()]
  if (stages.length === 0) throw new CannotGrade(`${root}: holds no stage: no stages/NN-name/main.ts`)
  return {
    info: { name: 'reference', kind: 'reference', argument: 'reference' },
    stages,
    oneAtATime: false,
    prepare: async () => {},
    launch: settings => launchStage(root, settings, compileCacheOfTree(root)),
    dispose: async () => {},
  }
}
