// The life of a subject that lives in a working copy: made once, launched from as often as is asked, removed.

import type { LaunchCommand, LaunchSettings, Subject } from '../subject.ts'
import { CannotGrade, SubjectFault, toMachineFault } from '../verdict.ts'
import { type CopyPlan, makeWorkingCopy, type WorkingCopy } from './working-copy.ts'

export interface LifeInCopy {
  readonly plan: CopyPlan
  /** What is done to the copy before anything is launched from it. If it rejects, the copy is gone. */
  readonly prepare?: (copy: WorkingCopy, signal?: AbortSignal) => Promise<void>
  readonly launch: (directory: string, settings: LaunchSettings) => Promise<LaunchCommand>
}

export function inWorkingCopy(life: LifeInCopy): Pick<Subject, 'prepare' | 'launch' | 'dispose'> {
  let copy: WorkingCopy | undefined
  const dispose = async () => {
    await copy?.dispose()
    copy = undefined
  }
  return {
    async prepare(signal) {
      copy = await makeWorkingCopy(life.plan).catch(error => {
        const Fault = isFaultOfFolder(error, life.plan.from) ? SubjectFault : CannotGrade
        throw new Fault(`${life.plan.from}: cannot be copied: ${(error as Error).message}`)
      })
      try {
        await life.prepare?.(copy, signal)
      } catch (error) {
        await dispose()
        throw error
      }
    },
    async launch(settings) {
      if (copy === undefined) throw new Error('launched before it was prepared')
      const command = await life.launch(copy.directory, settings)
      const { reads = [], writes = [] } = command.files ?? {}
      return {
        ...command,
        // Whatever of it may be read only: the copy is the subject's own.
        files: {
          reads: [settings.directory, ...copy.packages, ...reads.filter(path => path !== copy?.directory)],
          writes: [copy.directory, ...writes],
        },
      }
    },
    dispose,
  }
}

/** A pipe or a socket in it, or what may not be read; not the place to which it is copied. */
function isFaultOfFolder(error: NodeJS.ErrnoException, folder: string): boolean {
  if (toMachineFault(error) !== undefined) return false
  return error.code?.startsWith('ERR_FS_CP_') === true || error.path?.startsWith(folder) === true
}
