import { type AddressInfo, createServer, type Server } from 'node:net'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startStage } from '../../testing/program.ts'
import { ask, confOf, forwardingStages, get, patience, post } from '../../testing/proxy-rig.ts'

vi.setConfig(patience)

let server: Server
let port = 0
beforeAll(async () => {
  // As SMTP and FTP servers do: a port of another service, written into the conf by mistake.
  server = createServer(socket => socket.on('error', () => {}).write('220 ready\r\n\r\n'))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(() => server.close())

test.each(forwardingStages)('through %s a backend that greets before it is asked is 502 for everybody', async stage => {
  await using program = await startStage(stage, { conf: confOf([{ port }]) })
  for (let round = 0; round < 3; round += 1) {
    const answers = await Promise.all([ask(program.port, get('/')), ask(program.port, post('/', 'x'), 'POST')])
    expect(answers.map(({ status, complete }) => [status, complete])).toEqual(Array(2).fill([502, true]))
    expect(answers.map(({ body }) => String(body)).join('')).not.toContain('220')
  }
  process.kill(program.pid, 0)
})
