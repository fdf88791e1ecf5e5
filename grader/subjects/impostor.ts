// The subject `impostor:NAME`: a copy of the reference with a change, or a wrong program. The stages before its mistake are
// the reference itself. EDGE: copies and changes files.
import { readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Impostor, PatchedReference, WholeProgram } from '../impostors/impostor.ts'
import { applyChange } from '../impostors/patch.ts'
import type { StageNumber } from '../result.ts'
import type { LaunchCommand, LaunchSettings, Subject } from '../subject.ts'
import { CannotGrade } from '../verdict.ts'
import { fillIn } from './fill-in.ts'
import { inWorkingCopy } from './in-working-copy.ts'
import { launchStage } from './stage-tree.ts'
import { writeConf } from './written-conf.ts'

/** @param root the tree whose stages it is made of */
export function impostorSubject(impostor: Impostor, root: string): Subject {
  const kind = 'changes' in impostor ? patched(impostor, root) : whole(impostor, root)
  const { name, stage } = impostor
  return {
    info: { name, kind: 'impostor', argument: `impostor:${name}` },
    stages: Array.from({ length: stage }, (_, index) => (index + 1) as StageNumber),
    oneAtATime: false,
    ...kind,
    launch: settings => (settings.stage < stage ? launchStage(root, settings) : kind.launch(settings)),
  }
}

type Kind = Pick<Subject, 'prepare' | 'launch' | 'dispose'>

function patched({ name, changes }: PatchedReference, root: string): Kind {
  return inWorkingCopy({
    plan: { from: root, takes: isOfProgram },
    async prepare({ directory }) {
      for (const change of changes) {
        const file = join(directory, change.file)
        const text = await readFile(file, 'utf8').catch(() => {
          throw new CannotGrade(`impostor ${name}: there is no ${change.file} that it could change`)
        })
        await writeFile(file, applyChange(text, change, name))
      }
    },
    launch: launchStage,
  })
}

function whole({ program }: WholeProgram, root: string): Kind {
  return {
    prepare: async () => {},
    async launch(settings: LaunchSettings): Promise<LaunchCommand> {
      const conf = await writeConf(settings.directory, settings.conf)
      const [file, ...rest] = fillIn(program, { port: String(settings.port), host: settings.host, conf })
      const argv: [string, ...string[]] = [file === 'node' ? process.execPath : file, ...rest]
      return { argv, cwd: root, files: { reads: [settings.directory, root], writes: [] } }
    },
    dispose: async () => {},
  }
}

/** The stages without their lessons and tests, what they run on, and what says that they are modules. */
function isOfProgram(path: string): boolean {
  const [room = '', folder] = path.split(/[/\\]/)
  if (room === 'package.json' || room === 'node_modules') return true
  if (room !== 'stages') return false
  if (folder !== undefined && !/^0[1-6]-/.test(folder)) return false
  return basename(path) !== 'test' && !path.endsWith('.md')
}
