// Knows whether a subject still answers with what the backends serve. wrk does not look: to it, a proxy that says "hi" to
// everybody is the fastest of all. EDGE: asks over HTTP.

import { get } from 'node:http'
import { CannotGrade } from '../verdict.ts'
import type { Subject } from './lab.ts'
import { pages } from './pages.ts'
import type { Scenario } from './scenarios.ts'

/** One for each backend, and one more: its turn comes round. */
const times = 4
const patienceMs = 5000

/** Asked behind every measurement, the warm-up too. Rejects with CannotGrade, which tells the difference. */
export async function demandRightAnswers({ program, forwards }: Subject, { path }: Scenario): Promise<void> {
  if (!forwards) return
  for (let nth = 0; nth < times; nth += 1) {
    const fault = await faultOf(program.port, path)
    if (fault !== undefined) throw new CannotGrade(`answers wrongly under load: ${fault}`)
  }
}

function faultOf(port: number, path: '/' | '/1m'): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>()
  const request = get({ host: '127.0.0.1', port, path, agent: false, timeout: patienceMs }, response => {
    const pieces: Buffer[] = []
    response.on('data', (piece: Buffer) => pieces.push(piece))
    response.once('error', error => resolve(error.message))
    response.once('end', () => resolve(difference(response.statusCode, Buffer.concat(pieces), path)))
  })
  request.once('timeout', () => request.destroy(new Error(`no answer within ${patienceMs / 1000} s`)))
  request.once('error', error => resolve(error.message))
  return promise
}

function difference(status: number | undefined, body: Buffer, path: '/' | '/1m'): string | undefined {
  const page = pages[path]
  if (status !== 200) return `status ${status} to GET ${path}`
  if (body.length !== page.length) return `${body.length} octets to GET ${path}, where the backend sends ${page.length}`
  return body.equals(page) ? undefined : `another body to GET ${path} than the backend's`
}
