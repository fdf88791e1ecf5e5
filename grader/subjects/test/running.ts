// For tests: a subject's program, started as the lab would and ended with the test. EDGE: starts a process, opens sockets.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import type { StageNumber } from '../../result.ts'
import type { ConfObject, LaunchCommand, Subject } from '../../subject.ts'
import { folderOf } from './folders.ts'

export const NO_BACKENDS: ConfObject = { backend_servers: [{ ip: '127.0.0.1', port: 9 }] }

/** Prepares the subject, starts the stage, and resolves with its port when it accepts connections. */
export async function start(subject: Subject, stage: StageNumber, conf: ConfObject = NO_BACKENDS): Promise<number> {
  onTestFinished(() => subject.dispose())
  await subject.prepare()
  const port = await freePort()
  const command = await subject.launch({ stage, host: '127.0.0.1', port, conf, directory: await folderOf({}) })
  await run(command, port)
  return port
}

/** Sends these bytes, and a FIN unless the program is left to end the connection; resolves with all that is answered. */
export async function ask(port: number, bytes: string | Buffer, { thenFin = true } = {}): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  socket.write(bytes)
  if (thenFin) socket.end()
  const answer = await text(socket)
  socket.destroy()
  return answer
}

async function run({ argv: [program, ...args], cwd, env }: LaunchCommand, port: number): Promise<void> {
  const child = spawn(program, args, { cwd, env: { PATH: process.env.PATH, ...env }, stdio: 'pipe', detached: true })
  const gone = once(child, 'exit')
  let said = ''
  child.stderr.on('data', bytes => {
    said += bytes
  })
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-Number(child.pid), 'SIGKILL')
    await gone
  })
  while (!(await accepts(port))) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`it ended, and said: ${said}`)
    await pause(10)
  }
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect({ port, host: '127.0.0.1' })
  return new Promise(resolve => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
  }).then(answer => {
    socket.destroy()
    return answer as boolean
  })
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
