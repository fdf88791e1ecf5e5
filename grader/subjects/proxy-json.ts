// proxy.json: how a program in any language says how it is built and started (CONTRACT "Starting a program").
// It knows the file's shape and how to tell what is wrong with it; it starts nothing. Reads one file.
import { readFileSync } from 'node:fs'
import { isAbsolute, join, normalize } from 'node:path'
import { z } from 'zod'
import type { StageNumber } from '../result.ts'
import { CannotGrade } from '../verdict.ts'

/** Program and arguments; {port}, {host} and {conf} are filled in at each start. */
export type CommandTemplate = readonly [string, ...string[]]

export interface ProxyJson {
  readonly name: string | undefined
  readonly build: CommandTemplate | undefined
  /** In ascending order of stages. */
  readonly runs: ReadonlyMap<StageNumber, CommandTemplate>
  readonly port: number | undefined
  /** The name of the conf file that it reads, from its folder. */
  readonly conf: string | undefined
}

export const PROXY_JSON = 'proxy.json'

const STAGES = [1, 2, 3, 4, 5, 6] as const
/** From this stage on a program cannot do without the conf: its backends stand there. */
const FIRST_WITH_BACKENDS = 3

const command = z.tuple([z.string().min(1)], z.string())
const stage = z.strictObject({ run: command })
const ofStages = { 1: stage, 2: stage, 3: stage, 4: stage, 5: stage, 6: stage }
const members = {
  name: z.string().min(1).optional(),
  build: command.optional(),
  run: command.optional(),
  stages: z.strictObject(ofStages).partial().optional(),
  port: z.int().min(1).max(65535).optional(),
  conf: z.string().min(1).refine(staysInside, { error: 'expected the name of a file in this folder' }).optional(),
}
const SHAPE = z.strictObject(members)

/** @throws CannotGrade: one line that names the file, the place, the fault and the way to mend it */
export function readProxyJson(folder: string): ProxyJson {
  const file = join(folder, PROXY_JSON)
  const { success, data, error } = SHAPE.safeParse(readJson(file))
  if (!success) throw new CannotGrade(`${file}: ${tellIssue(error)}`)
  const { name, build, run, stages = {}, port, conf } = data
  const runs = new Map<StageNumber, CommandTemplate>()
  for (const number of STAGES) {
    const own = stages[number]?.run ?? run
    if (own !== undefined) runs.set(number, own)
  }
  if (runs.size === 0) throw new CannotGrade(`${file}: says nowhere how to start the program; add "run": ["…"]`)
  for (const [number, argv] of runs) demandPlaces(file, number, argv, { port, conf })
  return { name, build, runs, port, conf }
}

/** What cannot be told where to listen or whom to ask would only look as if it did not start, or as if it were wrong. */
function demandPlaces(
  file: string,
  stage: StageNumber,
  argv: CommandTemplate,
  fixed: Pick<ProxyJson, 'port' | 'conf'>,
) {
  const says = (place: string) => argv.some(argument => argument.includes(place))
  if (fixed.port === undefined && !says('{port}'))
    throw new CannotGrade(
      `${file}: the run of stage ${stage} does not say {port}; add it, or "port": 9000 if the program always listens there`,
    )
  if (stage >= FIRST_WITH_BACKENDS && fixed.conf === undefined && !says('{conf}'))
    throw new CannotGrade(
      `${file}: the run of stage ${stage} does not say {conf}; add it, or "conf": "servers.conf" if the program reads that file`,
    )
}

function readJson(file: string): unknown {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new CannotGrade(`${file}: cannot be read: ${(error as Error).message}`)
  }
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    throw new CannotGrade(`${file}: not JSON: ${oneLine((error as Error).message)}`)
  }
}

/** The first thing that is wrong, with its place. */
function tellIssue(error: z.ZodError): string {
  const [issue] = error.issues
  if (issue === undefined) return 'malformed'
  const place = issue.path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : `${text}${text && '.'}${String(key)}`),
    '',
  )
  if (issue.code === 'unrecognized_keys') {
    const keys = issue.keys.map(key => JSON.stringify(key)).join(', ')
    return `${place || 'at the top'}: unknown key ${keys}; allowed are ${allowedAt(issue.path).join(', ')}`
  }
  return oneLine(`${place || 'at the top'}: ${issue.message}`)
}

function allowedAt(path: readonly PropertyKey[]): string[] {
  return Object.keys([members, ofStages, stage.shape][path.length] ?? {})
}

function staysInside(path: string): boolean {
  return !isAbsolute(path) && !normalize(path).startsWith('..') && normalize(path) !== '.'
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ')
}
