// Knows how a stage stands between raw clients and one scripted backend while a group of tests runs, and how the tests
// speak to it. The test sets `script`; that the backend found nothing to complain of is checked behind every test.

import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { type Program, startStage } from './program.ts'
import { connectClient, type RawClient, type ReceivedResponse } from './raw-client.ts'
import { type BackendOptions, type Handler, type ScriptedBackend, startBackend } from './scripted-backend.ts'

export const forwardingStages = ['03-forward', '04-pipelining', '05-nonblocking', '06-request-id'] as const
/** Those that keep connections. */
export const persistentStages = forwardingStages.slice(1)
export const nonblockingStages = persistentStages.slice(1)

/** A started program under CPU load, with the kit's own caps inside: only a hung test takes as long. */
export const patience = { testTimeout: 40_000, hookTimeout: 40_000 }

export function get(target: string, ...headers: string[]): string {
  return [`GET ${target} HTTP/1.1`, 'Host: a.test', ...headers, '', ''].join('\r\n')
}

export function head(target: string, ...headers: string[]): string {
  return get(target, ...headers).replace('GET', 'HEAD')
}

export function post(target: string, body: string, ...headers: string[]): string {
  const lines = [`POST ${target} HTTP/1.1`, 'Host: a.test', `Content-Length: ${body.length}`, ...headers]
  return [...lines, '', body].join('\r\n')
}

export function confOf(backends: readonly { readonly port: number }[], more: object = {}): object {
  return { backend_servers: backends.map(({ port }) => ({ ip: '127.0.0.1', port })), ...more }
}

/** One request over a connection of its own. */
export async function ask(port: number, bytes: string | Buffer, method = 'GET'): Promise<ReceivedResponse> {
  await using client = await connectClient(port)
  await client.send(bytes)
  return await client.response(method)
}

export interface RigOptions extends BackendOptions {
  /** What the conf says besides the backend. */
  readonly conf?: object
}

export class ProxyRig {
  /** How the backend answers; its account of the request unless the test says otherwise. */
  script: Handler | undefined
  #backend: ScriptedBackend | undefined
  #program: Program | undefined

  async start(stage: string, { conf, ...options }: RigOptions): Promise<void> {
    this.#backend = await startBackend((request, reply) => {
      if (this.script !== undefined && !request.target.startsWith('/alive-')) return this.script(request, reply)
      return reply.respond(this.backend.account(request))
    }, options)
    this.#program = await startStage(stage, { conf: confOf([this.#backend], conf) })
  }

  get backend(): ScriptedBackend {
    return this.#backend as ScriptedBackend
  }

  get program(): Program {
    return this.#program as Program
  }

  get port(): number {
    return this.program.port
  }

  connect(): Promise<RawClient> {
    return connectClient(this.port)
  }

  ask(bytes: string | Buffer, method?: string): Promise<ReceivedResponse> {
    return ask(this.port, bytes, method)
  }

  /**
   * A request of a new client is answered by the process that was started. What the proxy has been sent before is
   * handled by then, too: the proxy reads its sockets in the order in which they became readable.
   */
  async proveAlive(): Promise<void> {
    const target = `/alive-${randomUUID()}`
    const answer = await this.ask(get(target))
    expect([answer.status, JSON.parse(String(answer.body)).target]).toEqual([200, target])
    process.kill(this.program.pid, 0)
  }

  /** Targets that the backend has been asked for, proofs of life left out. */
  targets(): string[] {
    return this.backend.requests.map(({ target }) => target).filter(target => !target.startsWith('/alive-'))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program?.[Symbol.asyncDispose]()
    await this.#backend?.close()
  }
}

/** One rig for all tests of a `describe`. */
export function useRig(stage: string, options: RigOptions = {}): ProxyRig {
  const rig = new ProxyRig()
  beforeAll(() => rig.start(stage, options))
  afterEach(() => {
    rig.script = undefined
    expect(rig.backend.complaints.splice(0)).toEqual([])
    rig.backend.requests.length = 0
  })
  afterAll(() => rig[Symbol.asyncDispose]())
  return rig
}
