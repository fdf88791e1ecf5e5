// Knows how tests write requests and confs, and how a client that is not the point of the test has an exchange.

import { randomUUID } from 'node:crypto'
import { connectClient, type RawClient, type ReceivedResponse } from './raw-client.ts'
import { toVisible } from './visible.ts'

/** A request without body; fields as whole lines. */
export function get(target: string, ...fields: string[]): string {
  return request('GET', target, undefined, ...fields)
}

/** A request in which everything is as it should be. A body gets its Content-Length; a string's characters are octets. */
export function request(method: string, target: string, body?: string, ...fields: string[]): string {
  const length = body === undefined ? [] : [`Content-Length: ${body.length}`]
  return [`${method} ${target} HTTP/1.1`, 'Host: a.test', ...fields, ...length, '', body ?? ''].join('\r\n')
}

/** A conf with these backends and what else the test wants in it. */
export function confFor(backends: readonly { readonly port: number }[], more: object = {}): object {
  return { backend_servers: backends.map(({ port }) => ({ ip: '127.0.0.1', port })), ...more }
}

/** A path that no other request of any run has had: an answer that names it can only be its own. */
export function newPath(): string {
  return `/${randomUUID()}`
}

/** One exchange on a connection that is open already. */
export async function ask(client: RawClient, method: string, target: string, body?: string): Promise<ReceivedResponse> {
  await client.send(request(method, target, body))
  return client.response(method)
}

/** One exchange of a new client. */
export async function fetchOnce(port: number, target: string): Promise<ReceivedResponse> {
  await using client = await connectClient(port)
  return await ask(client, 'GET', target)
}

/** Status and the target of which the default answer of a scripted backend gives account. */
export function statusAndTarget({ status, body }: ReceivedResponse): readonly [number, string | undefined] {
  return [status, /"target":"([^"]*)"/.exec(String(body))?.[1]]
}

/** A client that has `count` exchanges, one behind the other. Resolves to those that were not answered 200 with their own account. */
export async function strayAnswers(port: number, count: number): Promise<string[]> {
  await using client = await connectClient(port)
  const strays: string[] = []
  for (let nth = 0; nth < count; nth += 1) {
    const path = newPath()
    const response = await ask(client, 'GET', path)
    const [status, target] = statusAndTarget(response)
    if (status !== 200 || target !== path)
      strays.push(`${path} was answered ${status} ${toVisible(response.body, 200)}`)
  }
  return strays
}

/** As many clients at once. */
export async function straysOfClients(port: number, clients: number, exchangesOfEach: number): Promise<string[]> {
  const all = await Promise.all(Array.from({ length: clients }, () => strayAnswers(port, exchangesOfEach)))
  return all.flat()
}
