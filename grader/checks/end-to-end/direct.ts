// The measure of a proxy in front of web servers: what they say when they are asked without it. Asked by a client that
// shares no code with the lab's. EDGE: opens sockets.
import { request } from 'undici'
import type { Lab } from '../../lab/lab.ts'
import { type Response, sha256Of, valuesOf } from '../../lab/response.ts'
import { toOrigin } from '../../lab/site.ts'
import { must, Undecided } from '../../verdict.ts'
import { type Question, toWords } from './question.ts'
import type { Visitor } from './visitor.ts'

export interface Page {
  readonly status: number
  /** Names in lower case. */
  readonly fields: ReadonlyMap<string, readonly string[]>
  readonly body: Buffer
}

// Each hop has its own of these, or may make them anew.
const FREE = new Set([
  ...['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'date', 'server', 'via'],
  // These tell which backend it was, and which exchange.
  ...['x-backend', 'x-request-id'],
])

/** What the first web server says, or the one of that number from 0. Throws Undecided where it does not answer. */
export async function askDirectly(lab: Lab, question: Question, nth = 0): Promise<Page> {
  const { ip, port } = lab.site.addresses[nth] ?? { ip: 'none', port: 0 }
  const { method = 'GET', target, fields = [], body } = question
  try {
    const answer = await request(`${toOrigin({ ip, port })}${target}`, {
      method: method as 'GET',
      headers: Object.fromEntries(fields),
      body: body ?? null,
      // A connection that stays would be one more to those that a check counts or closes.
      reset: true,
    })
    const values = Object.entries(answer.headers).map(([name, value = []]) => [name, [value].flat()] as const)
    return {
      status: answer.statusCode,
      fields: new Map(values),
      body: Buffer.from(await answer.body.arrayBuffer()),
    }
  } catch (error) {
    throw new Undecided(`the web server ${ip}:${port} does not answer the lab itself: ${(error as Error).message}`)
  }
}

/** Asks both, and throws a Failure unless the proxy's client gets what the web server says. `status`: what that must be. */
export async function mustDeliver(lab: Lab, visitor: Visitor, question: Question, status: number): Promise<Response> {
  const page = await askDirectly(lab, question)
  if (page.status !== status)
    throw new Undecided(
      `the web server itself answers ${toWords(question)} with ${page.status}, not ${status}: it is not the course's site`,
    )
  const response = await visitor.ask(question)
  mustBeSame(response, page, question)
  return response
}

/** Throws a Failure unless the response is the page: status, end-to-end fields, body. What was added is no matter. */
export function mustBeSame(response: Response, page: Page, question: Question): void {
  const asked = toWords(question)
  must(response.status === page.status, () => ({
    reason: `${asked} got ${response.status} through the proxy, and ${page.status} from the web server itself`,
    expected: String(page.status),
    actual: `${response.status} ${response.reason}`,
  }))
  for (const [name, values] of page.fields) {
    const got = valuesOf(response, name)
    const isFree = FREE.has(name) && (name !== 'content-length' || got.length === 0)
    must(isFree || got.join(', ') === values.join(', '), () => ({
      reason: `${asked}: ${name} is not what the web server said`,
      expected: `${name}: ${values.join(', ')}`,
      actual: got.length === 0 ? `no ${name}` : `${name}: ${got.join(', ')}`,
    }))
  }
  must(response.sha256 === sha256Of(page.body), () => ({
    reason: `${asked}: the body is not the one that the web server sent`,
    expected: `${page.body.length} octets, SHA-256 ${sha256Of(page.body)}`,
    actual: `${response.bodyBytes} octets, SHA-256 ${response.sha256}${differenceOf(response.body, page.body)}`,
  }))
}

function differenceOf(got: Buffer, wanted: Buffer): string {
  const at = got.findIndex((octet, index) => octet !== wanted[index])
  return at === -1 ? '' : `; the first that differs is octet ${at}`
}
