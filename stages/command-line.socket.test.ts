import { expect, test, vi } from 'vitest'
import { LADDER } from './ladder.ts'
import { runStage, startStage } from './testing/program.ts'
import { patience } from './testing/proxy-rig.ts'
import { connectClient } from './testing/raw-client.ts'

vi.setConfig(patience)

const refusals: readonly [what: string, args: readonly string[], line: RegExp][] = [
  ['an unknown flag', ['--prot', '1'], /--prot/],
  ['a flag without its value', ['--port'], /--port/],
  ['a word that is no flag', ['9000'], /9000/],
  ['a port that is no number', ['--port', 'http'], /--port http: not a port/],
  ['a port beyond 65535', ['--port', '65536'], /--port 65536: not a port/],
  ['a negative port', ['--port=-1'], /--port -1: not a port/],
  ['an address that this machine has not', ['--port', '0', '--host', '203.0.113.7'], /cannot listen on 203\.0\.113\.7/],
]

const folders = LADDER.map(({ folder }) => folder)

async function expectRefusal(folder: string, args: readonly string[], line: RegExp): Promise<void> {
  const { code, stdout, stderr } = await runStage(folder, args)
  expect([code, stdout, stderr.split('\n').length - 1]).toEqual([2, '', 1])
  expect(stderr).toMatch(line)
  expect(stderr).not.toMatch(/at .*:\d+:\d+/)
}

// All stages read the command line with the same code, so one of them stands for the spelling of every fault.
test.concurrent.each(refusals)('%s is refused with one line that names it, and status 2', async (_, args, line) => {
  await expectRefusal('01-echo', args, line)
})

test.concurrent.each(
  folders,
)('%s says that its port is in use; who has it goes on, and ends with 0 on SIGTERM', async folder => {
  await using program = await startStage(folder)
  const inUse = new RegExp(`cannot listen on 127.0.0.1:${program.port}: the port is in use`)
  await expectRefusal(folder, ['--port', String(program.port)], inUse)
  await using client = await connectClient(program.port)
  await client.send('\r\n')
  // The program accepts in order: once it has served the second, it knows the first.
  await using second = await connectClient(program.port)
  second.finish()
  expect(await second.closed).toBe('fin')
  expect(await program.stop()).toEqual({ code: 0, signal: null })
  expect([program.stdout(), program.stderr()]).toEqual(['', `listening on 127.0.0.1:${program.port}\n`])
  await client.closed
  await expect(connectClient(program.port)).rejects.toThrow('ECONNREFUSED')
})

test.concurrent('Ctrl-C ends a stage as well as SIGTERM does', async () => {
  await using program = await startStage('01-echo')
  expect(await program.stop('SIGINT')).toEqual({ code: 0, signal: null })
})
