// The web servers inside the lab VM. The grader knows nothing of virtual machines: it starts `npm run vm`'s program, asks it for JSON, and
// then asks the addresses that it names. EDGE: starts a program.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { CannotGrade } from '../verdict.ts'
import type { Site } from './site.ts'
import { siteOfAddresses } from './site-of-conf.ts'

/** Of what vm-setup/standing.ts says, what is needed here. */
interface Standing {
  readonly name: string
  readonly state: string
  readonly backends: readonly {
    readonly ip: string
    readonly port: number
    readonly answers: boolean
    readonly keepsRequestId: boolean
  }[]
}

export interface VmOptions {
  readonly mayStart: boolean
  /** The program; default: this tree's. */
  readonly program?: string
}

const PROGRAM = join(import.meta.dirname, '..', '..', 'vm-setup', 'main.ts')
const STATUS_MS = 120_000
/** It has a time limit of its own, and says what was wrong. */
const START_MS = 30 * 60_000

/** Rejects with CannotGrade, one line: it does not run and may not be started, or its backends are not as they should be. */
export async function siteOfVm(name: string | undefined, { mayStart, program = PROGRAM }: VmOptions): Promise<Site> {
  const which = name === undefined ? [] : ['--name', name]
  const flag = name === undefined ? '--backends vm' : `--backends vm:${name}`
  let standing = await ask(flag, program, ['status', ...which, '--json'], STATUS_MS)
  if (standing.state !== 'running') {
    if (standing.state === 'absent')
      throw new CannotGrade(
        `${flag}: there is no VM ${standing.name}; npm run vm create makes it, --backends nginx is the same site on this machine`,
      )
    if (!mayStart)
      throw new CannotGrade(
        `${flag}: ${standing.name} is ${standing.state}; npm run vm start starts it, npm run grade -- --backends vm --start-vm does so itself`,
      )
    standing = await ask(flag, program, ['start', ...which, '--json'], START_MS)
  }
  const { backends } = standing
  const wrong = backends.find(each => each.answers && !each.keepsRequestId)
  if (wrong !== undefined)
    throw new CannotGrade(
      `${flag}: ${wrong.ip}:${wrong.port} does not send X-Request-ID back, which stage 6 needs; npm run vm provision mends it`,
    )
  if (backends.length === 0)
    throw new CannotGrade(
      `${flag}: ${standing.name} runs, but where its backends are is not known; npm run vm status says more`,
    )
  const addresses = backends.map(({ ip, port }) => ({ ip, port }))
  return siteOfAddresses(`vm ${standing.name}`, addresses, {
    flag,
    start: 'npm run vm status says how it stands, npm run vm provision makes the backends again',
    site: 'npm run vm provision makes it',
  })
}

function ask(flag: string, program: string, args: readonly string[], timeout: number): Promise<Standing> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [program, ...args], { timeout, maxBuffer: 2 ** 24 }, (error, stdout, stderr) => {
      const said = stderr.trim().split('\n').at(-1)?.replace(/^vm: /, '')
      if (error !== null) return reject(new CannotGrade(`${flag}: ${said || error.message.split('\n', 1)[0]}`))
      try {
        resolve(JSON.parse(stdout))
      } catch {
        reject(new CannotGrade(`${flag}: npm run vm -- ${args.join(' ')} answered with no JSON; run it by hand to see`))
      }
    })
  })
}
