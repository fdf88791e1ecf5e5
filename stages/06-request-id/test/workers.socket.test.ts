// --workers: several processes, one port, and nobody outside sees more than one program.

import { expect, test } from 'vitest'
import { eventually } from '../../testing/eventually.ts'
import { type Program, runStage, startStage } from '../../testing/program.ts'
import { connectClient, type RawClient } from '../../testing/raw-client.ts'
import { gate, startBackend } from '../../testing/scripted-backend.ts'
import { ask, confFor, get, statusAndTarget, straysOfClients } from '../../testing/traffic.ts'
import { childrenOf, isRunning, seesProcesses } from './processes.ts'

const stage = '06-request-id'
const well = { code: 0, signal: null }
const two = ['--workers', '2']
const wait = 60_000

/** Clients until each of two workers has one: the kernel shares connections out by chance. */
async function askUntil(isEnough: () => boolean, port: number): Promise<void> {
  await eventually(
    async () => {
      expect(await straysOfClients(port, 8, 2)).toEqual([])
      return isEnough()
    },
    () => 'both workers to have had a client',
  )
}

test('several workers are one program: one port, one line, every client its own answer', {
  timeout: wait,
}, async () => {
  await using backend = await startBackend()
  await using program = await startStage(stage, { conf: confFor([backend]), args: ['--workers', '3'] })
  expect(await straysOfClients(program.port, 30, 10)).toEqual([])
  expect(await program.stop()).toEqual(well)
  expect([program.stdout(), program.stderr()]).toEqual(['', `listening on 127.0.0.1:${program.port}\n`])
})

test('lines of the access log stay whole, however long and whoever writes', { timeout: wait }, async () => {
  await using backend = await startBackend((_, reply) => reply.respond({ body: 'x' }))
  await using program = await startStage(stage, { conf: confFor([backend]), args: [...two, '--log'] })
  // Longer than the 4096 octets up to which the system promises that writes to a pipe are not torn.
  const target = `/${'x'.repeat(7000)}`
  const client = async () => {
    await using own: RawClient = await connectClient(program.port)
    for (let nth = 0; nth < 20; nth += 1) await ask(own, 'GET', target)
  }
  await Promise.all(Array.from({ length: 20 }, client))
  expect(await program.stop()).toEqual(well)
  const lines = program.stdout().split('\n').slice(0, -1)
  const entries = lines.map(line => JSON.parse(line) as { id: string; target: string })
  expect(entries.filter(entry => entry.target !== target)).toEqual([])
  expect([entries.length, new Set(entries.map(({ id }) => id)).size]).toEqual([400, 400])
})

test('SIGTERM stops all of them, and whoever is waiting is answered first', { timeout: wait }, async () => {
  const released = gate()
  await using backend = await startBackend(async (request, reply) => {
    await released.opened
    await reply.respond(backend.account(request))
  })
  await using program = await startStage(stage, { conf: confFor([backend]), args: two })
  const clients = await Promise.all(Array.from({ length: 16 }, () => connectClient(program.port, { staysOpen: true })))
  for (const [nth, client] of clients.entries()) await client.send(get(`/${nth}`))
  await backend.until(() => new Set(backend.requests.map(each => each.target)).size === 16, 'all of them')
  process.kill(program.pid, 'SIGTERM')
  await eventually(
    () =>
      connectClient(program.port).then(
        client => client[Symbol.asyncDispose]().then(() => false),
        () => true,
      ),
    () => 'the port to refuse',
  )
  released.open()
  const answers = await Promise.all(clients.map(client => client.response()))
  expect(answers.map(statusAndTarget)).toEqual(clients.map((_, nth) => [200, `/${nth}`]))
  expect(await program.ended()).toEqual(well)
})

test('a command line, a conf or a port that is no good is one line and exit status 2', { timeout: wait }, async () => {
  await using backend = await startBackend()
  const conf = confFor([backend])
  await using other = await startStage(stage, { conf, args: two })
  const runs = [
    [['--workers', '0'], '--workers 0: not a number of processes; use 1 to 64\n'],
    [['--workers', '2.5'], '--workers 2.5: not a number of processes; use 1 to 64\n'],
    [['--workers', '65'], '--workers 65: not a number of processes; use 1 to 64\n'],
    [[...two, '--port', '0', '--strategy', 'x'], '--strategy x: use round-robin or least-connections\n'],
    [
      [...two, '--port', String(other.port)],
      `cannot listen on 127.0.0.1:${other.port}: the port is in use; stop the program that has it or choose another with --port\n`,
    ],
  ] as const
  for (const [args, line] of runs) {
    expect(await runStage(stage, args, conf)).toEqual({ code: 2, stdout: '', stderr: line })
  }
  const faulty = await runStage(stage, two, { backend_servers: [] })
  expect([faulty.code, faulty.stderr.trimEnd().split('\n')]).toEqual([2, [expect.stringContaining('backend_servers')]])
})

test.runIf(seesProcesses)(
  'a worker that dies is started again, and clients of the other notice nothing',
  {
    timeout: wait,
  },
  async () => {
    await using backend = await startBackend()
    await using program = await startStage(stage, { conf: confFor([backend]), args: two })
    const [victim = 0, survivor] = childrenOf(program.pid)
    const clients = await Promise.all(
      Array.from({ length: 16 }, () => connectClient(program.port, { staysOpen: true })),
    )
    for (const client of clients) await ask(client, 'GET', '/before')
    process.kill(victim, 'SIGKILL')
    await program.until(() => program.stderr().includes('ended with SIGKILL'), 'a word about it')
    await eventually(
      () => childrenOf(program.pid).length === 2,
      () => 'another worker',
    )
    const fates = await Promise.all(
      clients.map(client =>
        ask(client, 'GET', '/after').then(
          ({ status }) => status,
          () => 'cut',
        ),
      ),
    )
    expect(fates.filter(fate => fate !== 'cut' && fate !== 200)).toEqual([])
    expect(childrenOf(program.pid)).toContain(survivor)
    expect(program.stderr()).toMatch(
      new RegExp(`^listening on .*\nworker ${victim} ended with SIGKILL after .* s; another one starts in 100 ms\n$`),
    )
    // Both get connections again: their lanes are their own.
    const connections = backend.connections
    await askUntil(() => backend.connections > connections, program.port)
    expect(await program.stop()).toEqual(well)
  },
)

test.runIf(seesProcesses)('when all of them die, the port is served again', { timeout: wait }, async () => {
  await using backend = await startBackend()
  await using program = await startStage(stage, { conf: confFor([backend]), args: two })
  for (const pid of childrenOf(program.pid)) process.kill(pid, 'SIGKILL')
  await program.until(() => program.stderr().split('ended with SIGKILL').length === 3, 'a word about both')
  await eventually(
    () => served(program),
    () => 'the port to be served',
  )
  expect(await program.stop()).toEqual(well)
})

test.runIf(seesProcesses)('when the process above them is killed, its workers go too', { timeout: wait }, async () => {
  await using backend = await startBackend()
  await using program = await startStage(stage, { conf: confFor([backend]), args: two })
  const workers = childrenOf(program.pid)
  process.kill(program.pid, 'SIGKILL')
  await eventually(
    () => !workers.some(isRunning),
    () => 'the workers to end',
  )
  expect(workers).toHaveLength(2)
})

async function served({ port }: Program): Promise<boolean> {
  return straysOfClients(port, 1, 1).then(
    strays => strays.length === 0,
    () => false,
  )
}
