// EDGE: reads and writes conf/vm.conf, in which the course's programs find the VM's backends.
import { readFile, rename, writeFile } from 'node:fs/promises'
import * as v from 'valibot'
import type { Address } from './backend-probe.ts'
import { VmError } from './vm-error.ts'

const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535))
const BACKEND = v.looseObject({ ip: v.pipe(v.string(), v.nonEmpty()), port })
const CONF = v.looseObject({ backend_servers: v.array(BACKEND) })

/** None where there is no such file. Rejects with VmError where it is damaged. */
export async function readConf(file: string): Promise<readonly Address[]> {
  return (await readWhole(file)).backend_servers.map(({ ip, port }) => ({ ip, port }))
}

/** Puts the addresses in; what else the file says stays. Resolves to whether that changed anything. */
export async function writeConf(file: string, addresses: readonly Address[]): Promise<boolean> {
  const whole = await readWhole(file)
  const wanted = addresses.map(({ ip, port }) => {
    const there = whole.backend_servers.find(each => each.ip === ip && each.port === port)
    return there ?? { ip, port }
  })
  if (JSON.stringify(wanted) === JSON.stringify(whole.backend_servers)) return false
  try {
    await writeFile(`${file}.new`, toText({ ...whole, backend_servers: wanted }))
    await rename(`${file}.new`, file)
  } catch (error) {
    throw new VmError(`${file} cannot be written: ${(error as Error).message}; --conf FILE names another`)
  }
  return true
}

async function readWhole(file: string): Promise<v.InferOutput<typeof CONF>> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch {
    return { backend_servers: [] }
  }
  try {
    const whole: unknown = JSON.parse(text)
    // Not v.parse: what that gives has lost the keys that mean something to JavaScript, such as "constructor".
    v.assert(CONF, whole)
    return whole
  } catch {
    throw new VmError(`${file} is no conf file: mend it, or remove it (npm run vm start writes it anew)`)
  }
}

/** As the course writes them: a backend a line. */
function toText({ backend_servers, ...rest }: v.InferOutput<typeof CONF>): string {
  const backends = backend_servers.map(backend => `    ${JSON.stringify(backend, null, 1).replace(/\n\s*/g, ' ')}`)
  const others = Object.entries(rest).map(([key, value]) => `,\n  ${JSON.stringify(key)}: ${JSON.stringify(value)}`)
  return `{\n  "backend_servers": [\n${backends.join(',\n')}\n  ]${others.join('')}\n}\n`
}
