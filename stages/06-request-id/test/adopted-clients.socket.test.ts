// All clients are read into the same memory: nobody's bytes may ever turn up in somebody else's request, and a client that was
// taken over ends, pauses and breaks like any other.

import { createHash } from 'node:crypto'
import { Socket } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { startStage } from '../../testing/program.ts'
import { connectClient, type RawClient } from '../../testing/raw-client.ts'
import { gate, startBackend } from '../../testing/scripted-backend.ts'
import { confFor, newPath, request, statusAndTarget, straysOfClients } from '../../testing/traffic.ts'
import { Reading } from '../reading.ts'

const stage = '06-request-id'
const CLIENTS = 16

/** A body that no other target has. */
function bodyOf(target: string, length: number): string {
  return Buffer.alloc(length, createHash('sha1').update(target).digest('hex')).toString()
}

function sha1(octets: string): string {
  return createHash('sha1').update(octets, 'latin1').digest('hex')
}

/** In pieces, and other clients come in between. */
async function sendInPieces(client: RawClient, octets: string, length: number): Promise<void> {
  for (let at = 0; at < octets.length; at += length) {
    await client.send(octets.slice(at, at + length))
    await turn()
  }
}

describe('what clients send in turns', () => {
  test('reaches the backend as each has sent it, heads and bodies', async () => {
    await using backend = await startBackend()
    await using program = await startStage(stage, { conf: confFor([backend]) })
    const upload = async (nth: number) => {
      await using client = await connectClient(program.port)
      const wrong: string[] = []
      for (const length of [5, 40, 3000, 100_000]) {
        const target = newPath()
        const body = bodyOf(target, length)
        await sendInPieces(client, request('POST', target, body), Math.ceil((length + 100) / (nth + 2)))
        const response = await client.response('POST')
        const [status, told] = statusAndTarget(response)
        const isSame = String(response.body).includes(`"sha1":"${sha1(body)}"`)
        if (status !== 200 || told !== target || !isSame) wrong.push(`${target} of ${length}: ${response.body}`)
      }
      return wrong
    }
    const uploads = Promise.all(Array.from({ length: CLIENTS }, (_each, nth) => upload(nth)))
    expect(await straysOfClients(program.port, CLIENTS, 30)).toEqual([])
    expect((await uploads).flat()).toEqual([])
    expect(backend.complaints).toEqual([])
  })

  test('stays whole while it waits for a backend', async () => {
    const full = gate()
    await using backend = await startBackend(async (received, reply) => {
      if (received.target === '/first') await full.opened
      await reply.respond(backend.account(received))
    })
    await using program = await startStage(stage, { conf: confFor([backend]) })
    const clients = await Promise.all(Array.from({ length: CLIENTS }, () => connectClient(program.port)))
    const targets = clients.map((_each, nth) => (nth === 0 ? '/first' : newPath()))
    for (const [nth, client] of clients.entries()) {
      const target = targets[nth] as string
      await sendInPieces(client, request('POST', target, bodyOf(target, 500)), 400)
    }
    full.open()
    for (const [nth, client] of clients.entries()) {
      const target = targets[nth] as string
      const { body } = await client.response('POST')
      expect(String(body)).toContain(`"sha1":"${sha1(bodyOf(target, 500))}"`)
      client.socket.destroy()
    }
  })
})

describe('a client that was taken over', () => {
  test('gets its answer behind its FIN, and then the FIN of the proxy', async () => {
    await using backend = await startBackend()
    await using program = await startStage(stage, { conf: confFor([backend]) })
    await using client = await connectClient(program.port, { staysOpen: true })
    client.socket.end(request('GET', '/last'))
    expect(statusAndTarget(await client.response())).toEqual([200, '/last'])
    expect(await client.closed).toBe('fin')
  })

  test('that breaks its connection costs nobody else anything', async () => {
    await using backend = await startBackend()
    await using program = await startStage(stage, { conf: confFor([backend]) })
    for (let round = 0; round < 20; round += 1) {
      const client = await connectClient(program.port)
      await client.send(request('POST', '/broken', bodyOf('/broken', 2000)).slice(0, 1000))
      client.socket.resetAndDestroy()
    }
    expect(await straysOfClients(program.port, CLIENTS, 10)).toEqual([])
  })

  test('is let go when the proxy stops', async () => {
    await using backend = await startBackend()
    await using program = await startStage(stage, { conf: confFor([backend]) })
    await using client = await connectClient(program.port)
    await client.send(request('GET', '/1'))
    await client.response()
    const { code } = await program.stop()
    expect([code, await client.closed]).toEqual([0, 'fin'])
  })
})

test('a socket that has nothing to take over is served as it is', () => {
  const socket = new Socket()
  expect(new Reading().adopt(socket)).toBe(socket)
})
