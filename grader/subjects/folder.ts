// The subject DIR: somebody's folder, with a proxy.json or with stages/ as in this tree. Everything happens in a working
// copy. It knows nothing of what the programs do.
import { existsSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import type { Contain, LaunchCommand, LaunchSettings, Subject } from '../subject.ts'
import { CannotGrade, SubjectFault } from '../verdict.ts'
import { build } from './build.ts'
import { fillIn } from './fill-in.ts'
import { inWorkingCopy } from './in-working-copy.ts'
import { PROXY_JSON, type ProxyJson, readProxyJson } from './proxy-json.ts'
import { findStagePrograms } from './stage-folders.ts'
import { launchStage } from './stage-tree.ts'
import type { WorkingCopy } from './working-copy.ts'
import { writeConf } from './written-conf.ts'

/**
 * @param argument as given to `--subject`: the folder's path
 * @param packages the node_modules for a handout that brings none of its own
 * @param contain puts its build into a sandbox; default: it runs as it is
 * @throws CannotGrade where there is no such folder, or nothing in it says what to start
 */
export function folderSubject(argument: string, packages: string, contain: Contain = each => each): Subject {
  const folder = resolve(argument)
  if (!statSync(folder).isDirectory())
    throw new CannotGrade(`${argument}: is a file; name the folder that holds ${PROXY_JSON}`)
  if (existsSync(join(folder, PROXY_JSON))) return programSubject(argument, folder, readProxyJson(folder), contain)
  const stages = [...findStagePrograms(folder).keys()]
  if (stages.length === 0)
    throw new SubjectFault(
      `${argument}: says nowhere what to start; add a ${PROXY_JSON} such as {"run": ["python3", "proxy.py", "{port}", "{conf}"]}, or stages/NN-name/main.ts`,
    )
  return {
    info: { name: basename(folder), kind: 'folder', argument },
    stages,
    oneAtATime: false,
    ...inWorkingCopy({ plan: { from: folder, packages }, launch: launchStage }),
  }
}

function programSubject(argument: string, folder: string, said: ProxyJson, contain: Contain): Subject {
  const name = said.name ?? basename(folder)
  const prepare = async (copy: WorkingCopy, signal?: AbortSignal) => {
    if (said.build !== undefined) await build(name, said.build, copy, contain, signal)
  }
  const launch = async (directory: string, settings: LaunchSettings): Promise<LaunchCommand> => {
    const { stage, host, port } = settings
    const template = said.runs.get(stage)
    if (template === undefined) throw new CannotGrade(`${argument}: ${PROXY_JSON} has no run for stage ${stage}`)
    const place = said.conf === undefined ? settings.directory : directory
    const conf = await writeConf(place, settings.conf, said.conf)
    const argv = fillIn(template, { port: String(said.port ?? port), host, conf })
    return { argv: inFolder(argv, directory), cwd: directory }
  }
  return {
    info: { name, kind: 'folder', argument },
    stages: [...said.runs.keys()],
    ...(said.port !== undefined && { fixedPort: said.port }),
    oneAtATime: said.port !== undefined || said.conf !== undefined,
    ...inWorkingCopy({ plan: { from: folder, ownPackages: said.build !== undefined }, prepare, launch }),
  }
}

/** A path is one in the working copy; a bare name is looked for on the PATH. */
function inFolder([program, ...rest]: [string, ...string[]], directory: string): [string, ...string[]] {
  return [/[/\\]/.test(program) ? resolve(directory, program) : program, ...rest]
}
