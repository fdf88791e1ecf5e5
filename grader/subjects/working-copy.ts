// A copy of somebody's folder to build and run in, so that nothing of the folder itself is ever changed.
// EDGE: copies files below the system's folder for temporary ones.
import { constants, existsSync, lstatSync, rmSync } from 'node:fs'
import { cp, mkdir, rm, symlink } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { atTheEnd } from '../../backends/last-resort.ts'
import { makeTemporaryFolder } from '../../backends/temporary-folder.ts'
import { subjectsPlace } from './place.ts'

export interface CopyPlan {
  /** What is copied: a folder. */
  readonly from: string
  /** Below `from`, which entries go along; default all. Called with paths relative to `from`. */
  readonly takes?: (path: string) => boolean
  /** True: packages are copied too, for a build that may change them. Else they are linked. */
  readonly ownPackages?: boolean
  /** A node_modules for programs that bring none and find none above their folder. */
  readonly packages?: string
}

export interface WorkingCopy {
  readonly directory: string
  /** An empty folder beside it, for whatever a build wants to write elsewhere. */
  readonly scratch: string
  /** Folders of packages that lie outside, and that links in the copy lead to or that stand above it. */
  readonly packages: readonly string[]
  dispose(): Promise<void>
}

const PACKAGES = 'node_modules'

/** Symbolic links stay links; .git stays behind. Rejects with the error of the file system, and then leaves nothing. */
export async function makeWorkingCopy(plan: CopyPlan): Promise<WorkingCopy> {
  const { from, takes = () => true, ownPackages = false } = plan
  const place = makeTemporaryFolder('hopwise-subject', subjectsPlace())
  const takeBack = atTheEnd(() => rmSync(place, { recursive: true, force: true }))
  const dispose = async () => {
    await rm(place, { recursive: true, force: true, maxRetries: 5 })
    takeBack()
  }
  const directory = join(place, 'copy', basename(from) || 'subject')
  const scratch = join(place, 'scratch')
  const linked: string[] = []
  try {
    await mkdir(scratch)
    await cp(from, directory, {
      recursive: true,
      verbatimSymlinks: true,
      mode: constants.COPYFILE_FICLONE,
      filter: source => {
        const path = relative(from, source)
        if (path === '') return true
        if (basename(path) === '.git' || !takes(path)) return false
        // A link of that name stays one like all others, wherever it leads.
        if (ownPackages || basename(path) !== PACKAGES || lstatSync(source).isSymbolicLink()) return true
        linked.push(path)
        return false
      },
    })
    for (const path of linked) await link(join(from, path), join(directory, path))
    // Node looks for packages upwards from a program: what was found above the folder must be found above its copy.
    const above = existsSync(join(from, PACKAGES)) ? undefined : (packagesAbove(from) ?? plan.packages)
    if (above !== undefined) await link(above, join(place, PACKAGES))
    const packages = [...linked.map(path => join(from, path)), ...(above === undefined ? [] : [join(place, PACKAGES)])]
    return { directory, scratch, packages, dispose }
  } catch (error) {
    await dispose()
    throw error
  }
}

/** A junction needs no rights on Windows; elsewhere the word means nothing. */
async function link(target: string, path: string): Promise<void> {
  await symlink(target, path, 'junction')
}

function packagesAbove(folder: string): string | undefined {
  for (let at = dirname(folder); ; at = dirname(at)) {
    if (existsSync(join(at, PACKAGES))) return join(at, PACKAGES)
    if (at === dirname(at)) return undefined
  }
}
