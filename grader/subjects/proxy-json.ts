// proxy.json: how a program in any language says how it is built and started (CONTRACT "Starting a program").
// It knows the file's shape and how to tell what is wrong with it; it starts nothing. Reads one file.
import { readFileSync, statSync } from 'node:fs'
import { isAbsolute, join, normalize } from 'node:path'
import * as v from 'valibot'
import { whyUnreadable } from '../../backends/unreadable.ts'
import type { StageNumber } from '../result.ts'
import { expected, integer, someText, strictObject, tellIssue } from '../shape.ts'
import { SubjectFault, toMachineFault } from '../verdict.ts'

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

const command = v.tupleWithRest(
  [someText()],
  v.string(expected('a string')),
  expected('an array of the program and its arguments'),
)
const stage = v.optional(strictObject({ run: command }))
const SHAPE = strictObject({
  name: v.optional(someText()),
  build: v.optional(command),
  run: v.optional(command),
  stages: v.optional(strictObject({ 1: stage, 2: stage, 3: stage, 4: stage, 5: stage, 6: stage })),
  port: v.optional(integer(1, 65535)),
  conf: v.optional(v.pipe(someText(), v.check(staysInside, 'expected the name of a file in this folder'))),
})

/** @throws SubjectFault: one line that names the file, the place, the fault and the way to mend it */
export function readProxyJson(folder: string): ProxyJson {
  const file = join(folder, PROXY_JSON)
  const { success, output, issues } = v.safeParse(SHAPE, readJson(file))
  if (!success) throw new SubjectFault(`${file}: ${tellIssue(issues, 'at the top')}`)
  const { name, build, run, stages = {}, port, conf } = output
  const runs = new Map<StageNumber, CommandTemplate>()
  for (const number of STAGES) {
    const own = stages[number]?.run ?? run
    if (own !== undefined) runs.set(number, own)
  }
  if (runs.size === 0) throw new SubjectFault(`${file}: says nowhere how to start the program; add "run": ["…"]`)
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
    throw new SubjectFault(
      `${file}: the run of stage ${stage} does not say {port}; add it, or "port": 9000 if the program always listens there`,
    )
  if (stage >= FIRST_WITH_BACKENDS && fixed.conf === undefined && !says('{conf}'))
    throw new SubjectFault(
      `${file}: the run of stage ${stage} does not say {conf}; add it, or "conf": "servers.conf" if the program reads that file`,
    )
}

function readJson(file: string): unknown {
  let text: string | undefined
  try {
    // A pipe or a device would be read for ever.
    if (statSync(file).isFile()) text = readFileSync(file, 'utf8')
  } catch (error) {
    const why = whyUnreadable(error) ?? `cannot be read: ${(error as Error).message}`
    throw toMachineFault(error) ?? new SubjectFault(`${file}: ${why}`)
  }
  if (text === undefined) throw new SubjectFault(`${file}: is no file; put a text file there`)
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    throw new SubjectFault(`${file}: not JSON: ${(error as Error).message.replace(/\s+/g, ' ')}`)
  }
}

function staysInside(path: string): boolean {
  return !isAbsolute(path) && !normalize(path).startsWith('..') && normalize(path) !== '.'
}
