// For tests: a subject's program, started by the lab and ended with the test. EDGE: opens sockets.
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished } from 'vitest'
import { freePort } from '../../lab/ports.ts'
import { startProgram } from '../../lab/program.ts'
import type { StageNumber } from '../../result.ts'
import type { ConfObject, Subject } from '../../subject.ts'
import { folderOf } from './folders.ts'

const HOST = '127.0.0.1'

export const NO_BACKENDS: ConfObject = { backend_servers: [{ ip: '127.0.0.1', port: 9 }] }

/** Prepares the subject, starts the stage, and resolves with its port when it accepts connections. */
export async function start(subject: Subject, stage: StageNumber, conf: ConfObject = NO_BACKENDS): Promise<number> {
  onTestFinished(() => subject.dispose())
  await subject.prepare()
  const port = await freePort(HOST)
  const directory = await folderOf({})
  const command = await subject.launch({ stage, host: HOST, port, conf, directory })
  const program = await startProgram(command, { host: HOST, port, directory, token: `test-${process.pid}-${port}` })
  onTestFinished(async () => expect(await program.stop({})).toEqual([]))
  return port
}

/** Sends these bytes, and a FIN unless the program is left to end the connection; resolves with all that is answered. */
export async function ask(port: number, bytes: string | Buffer, { thenFin = true } = {}): Promise<string> {
  const socket = connect({ port, host: HOST, allowHalfOpen: true })
  socket.write(bytes)
  if (thenFin) socket.end()
  const answer = await text(socket)
  socket.destroy()
  return answer
}
