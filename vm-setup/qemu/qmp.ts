// EDGE: opens a socket. QEMU's machine protocol (QMP): a line of JSON each way, first a greeting, then commands.
// https://www.qemu.org/docs/master/interop/qmp-spec.html
import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { VmError } from '../vm-error.ts'

export interface Qmp {
  /** Resolves to what it returns. Rejects with VmError, with QEMU's own words. */
  run(command: string, args?: Readonly<Record<string, unknown>>): Promise<unknown>
  /** A command of the monitor for people; resolves to its text, which is empty where all went well. */
  human(line: string): Promise<string>
  close(): void
}

/** Rejects with what the socket says (ENOENT, ECONNREFUSED): nobody runs there. */
export async function openQmp(path: string, limitMs: number): Promise<Qmp> {
  const socket = connect(path)
  const lines = createInterface({ input: socket })
  const waiting: { resolve: (value: unknown) => void; reject: (error: Error) => void }[] = []
  const fail = (why: string) => {
    for (const each of waiting.splice(0)) each.reject(new VmError(`QEMU's monitor ${path}: ${why}; npm run vm status`))
  }
  lines.on('error', () => {})
  socket.on('error', error => fail(error.message))
  socket.on('close', () => fail('it closed'))
  await once(socket, 'connect', { signal: AbortSignal.timeout(limitMs) }).catch(error => {
    socket.destroy()
    throw error
  })
  lines.on('line', line => {
    const message = toMessage(line)
    if ('return' in message) waiting.shift()?.resolve(message.return)
    if ('error' in message) waiting.shift()?.reject(new VmError(`QEMU: ${describe(message.error)}`))
  })
  const run: Qmp['run'] = (command, args = {}) => {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    const limit = setTimeout(() => {
      socket.destroy()
      reject(
        new VmError(`QEMU did not answer ${command} within ${limitMs / 1000} s; npm run vm status says how it stands`),
      )
    }, limitMs)
    waiting.push({ resolve, reject })
    socket.write(`${JSON.stringify({ execute: command, arguments: args })}\n`)
    return promise.finally(() => clearTimeout(limit))
  }
  await run('qmp_capabilities')
  return {
    run,
    human: async line => String(await run('human-monitor-command', { 'command-line': line })).trim(),
    close: () => void socket.destroy(),
  }
}

function toMessage(line: string): Record<string, unknown> {
  try {
    return JSON.parse(line)
  } catch {
    return {}
  }
}

function describe(error: unknown): string {
  return String((error as { desc?: unknown } | null)?.desc ?? JSON.stringify(error))
}
