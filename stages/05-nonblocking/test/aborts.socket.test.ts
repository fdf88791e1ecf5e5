// Clients that go away in the middle: nothing of them stays behind, and what was meant for them reaches nobody else.

import { describe, expect, test } from 'vitest'
import { eventually } from '../../testing/eventually.ts'
import { startStage } from '../../testing/program.ts'
import { nonblockingStages } from '../../testing/proxy-rig.ts'
import { connectClient, type RawClient } from '../../testing/raw-client.ts'
import { type Gate, gate, type ScriptedBackend, startBackend } from '../../testing/scripted-backend.ts'
import { ask, confFor, get, newPath, request, statusAndTarget, strayAnswers } from '../../testing/traffic.ts'

const MIB = 1_048_576
// Backend connections may be kept for others, but not one for each who left.
const LEEWAY = 80

const leave: readonly ((client: RawClient) => void)[] = [client => client.reset(), client => client.socket.destroy()]

describe.each(nonblockingStages)('stage %s', { timeout: 60_000 }, stage => {
  test('five hundred clients that leave, waiting or in the middle of a body, leave no descriptor and no backend connection', async () => {
    const large = Buffer.alloc(MIB, 'x')
    const gates: Record<string, Gate> = {}
    await using backend: ScriptedBackend = await startBackend(async (received, reply) => {
      await gates[received.target]?.opened
      await reply.respond(received.target === '/large' ? { body: large } : backend.account(received))
    })
    await using program = await startStage(stage, { conf: confFor([backend]) })
    expect(await strayAnswers(program.port, 10)).toEqual([])
    const before = program.fdCount() ?? 0

    for (let round = 0; round < 10; round += 1) {
      const waiting = `/waiting-${round}`
      const released = gate()
      gates[waiting] = released
      const kinds = [get(waiting), get('/large'), request('POST', '/upload', 'half').slice(0, -2)]
      const text = kinds[round % kinds.length] ?? ''
      const requestsBefore = backend.requests.length
      const clients = await Promise.all(Array.from({ length: 50 }, () => connectClient(program.port)))
      await Promise.all(clients.map(client => client.send(text)))
      if (text.startsWith('GET /large')) await Promise.all(clients.map(client => client.response('HEAD')))
      if (text.startsWith('GET /waiting')) await backend.received(requestsBefore + 1)
      for (const [nth, client] of clients.entries()) leave[nth % leave.length]?.(client)
      released.open()
    }
    await eventually(
      () => (program.fdCount() ?? 0) <= before + LEEWAY,
      () => `the descriptors to be given back; there were ${before}, there are ${program.fdCount()}`,
    )
    await backend.until(() => backend.openConnections <= LEEWAY, 'the connections of those who left to close')
    expect(await strayAnswers(program.port, 50)).toEqual([])
    expect(backend.complaints).toEqual([])
  })

  test('a client that leaves a long download is not downloaded for', async () => {
    const total = 1024 * MIB
    const piece = Buffer.alloc(MIB, 'x')
    const over = Promise.withResolvers<number>()
    await using backend = await startBackend(async (received, reply) => {
      if (received.target !== '/endless') return void (await reply.respond(backend.account(received)))
      let sent = 0
      await reply.write(`HTTP/1.1 200 OK\r\nContent-Length: ${total}\r\n\r\n`)
      while (sent < total && (await reply.write(piece))) sent += MIB
      over.resolve(sent)
    })
    await using program = await startStage(stage, { conf: confFor([backend]) })
    await using client = await connectClient(program.port)
    await client.send(get('/endless'))
    await client.bytes(MIB)
    client.reset()
    expect(await over.promise).toBeLessThan(total / 2)
    expect(await strayAnswers(program.port, 10)).toEqual([])
  })

  test('who connects when another has just left never gets the answer that was meant for the other', async () => {
    const gates = new Map<string, Gate>()
    await using backend: ScriptedBackend = await startBackend(async (received, reply) => {
      await gates.get(received.target)?.opened
      await reply.respondOutOfTurn(backend.account(received))
    })
    await using program = await startStage(stage, { conf: confFor([backend]) })
    expect(await strayAnswers(program.port, 2)).toEqual([])
    const seen = (path: string) => backend.requests.some(({ target }) => target === path)
    for (let round = 0; round < 300; round += 1) {
      const [left, mine] = [newPath(), newPath()]
      gates.set(left, gate())
      gates.set(mine, gate())
      const leaver = await connectClient(program.port)
      await leaver.send(get(left))
      await backend.until(() => seen(left), 'the request of the one who leaves')
      leave[round % leave.length]?.(leaver)
      await using client = await connectClient(program.port)
      await client.send(get(mine))
      gates.get(left)?.open()
      await backend.until(() => seen(mine), 'the request of the one who stays')
      gates.get(mine)?.open()
      expect(statusAndTarget(await client.response())).toEqual([200, mine])
    }
    expect(backend.complaints).toEqual([])
  })

  test('a client that half-closes behind its request, or behind several, is answered all the same', async () => {
    await using backend = await startBackend()
    await using program = await startStage(stage, { conf: confFor([backend]) })
    await using client = await connectClient(program.port)
    await client.send(get('/1') + get('/2'))
    client.finish()
    const answers = [await client.response(), await client.response()]
    expect(answers.map(statusAndTarget)).toEqual([
      [200, '/1'],
      [200, '/2'],
    ])
    expect(await client.closed).toBe('fin')
  })

  test('a client that half-closes in the middle of a request does not hang, and no backend takes it for whole', async () => {
    await using backend = await startBackend()
    await using program = await startStage(stage, { conf: confFor([backend]) })
    for (const text of [get('/head').slice(0, -2), request('POST', '/body', '0123').slice(0, -2)]) {
      await using client = await connectClient(program.port)
      await client.send(text)
      client.finish()
      const said = String(await client.untilClose())
      expect(said === '' || /^HTTP\/1\.1 4\d\d /.test(said), said).toBe(true)
    }
    await using next = await connectClient(program.port)
    expect(statusAndTarget(await ask(next, 'GET', '/next'))).toEqual([200, '/next'])
    expect(backend.requests.map(({ target }) => target)).toEqual(['/next'])
  })

  test('a FIN in the same segment as the last bytes of an answer costs none of them', async () => {
    const body = Buffer.alloc(3 * MIB, 'z')
    await using backend = await startBackend(async ({ target }, reply) => {
      const head = target === '/close' ? 'Connection: close' : `Connection: close\r\nContent-Length: ${body.length}`
      void reply.write(`HTTP/1.1 200 OK\r\n${head}\r\n\r\n`)
      void reply.write(body)
      reply.end()
    })
    await using program = await startStage(stage, { conf: confFor([backend]) })
    for (let round = 0; round < 10; round += 1) {
      for (const target of ['/close', '/length']) {
        await using client = await connectClient(program.port)
        const { body: received, complete } = await ask(client, 'GET', target)
        expect([complete, received.equals(body)]).toEqual([true, true])
      }
    }
  })
})
