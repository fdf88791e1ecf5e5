import { randomBytes } from 'node:crypto'
import { describe, expect, test, vi } from 'vitest'
import { freePort } from '../../testing/free-port.ts'
import { startStage } from '../../testing/program.ts'
import { ask, confOf, forwardingStages, get, head, patience, post } from '../../testing/proxy-rig.ts'
import { startBackend } from '../../testing/scripted-backend.ts'

vi.setConfig(patience)

async function dead(): Promise<{ port: number }> {
  return { port: await freePort() }
}

function statuses(port: number, requests: readonly string[]): Promise<number[]> {
  return Promise.all(requests.map(async bytes => (await ask(port, bytes, bytes.slice(0, bytes.indexOf(' ')))).status))
}

describe.each(forwardingStages)('%s', stage => {
  test('backends that refuse are noticed by no client, and cost none of the others its turn', async () => {
    await using one = await startBackend()
    await using two = await startBackend()
    await using program = await startStage(stage, {
      conf: confOf([await dead(), one, await dead(), two, await dead()]),
    })
    // Nothing can have happened at one who never answered the dial: POST goes on, too, with its whole body.
    const body = randomBytes(200_000).toString('latin1')
    for (let round = 0; round < 5; round += 1) {
      expect((await ask(program.port, get('/'))).status).toBe(200)
      expect((await ask(program.port, post('/', body), 'POST')).status).toBe(200)
    }
    const received = [one, two].flatMap(({ requests }) => requests)
    const posted = received.filter(({ method }) => method === 'POST')
    expect(posted.map(request => request.body.toString('latin1') === body)).toEqual(Array(5).fill(true))
    expect([received.length, Math.min(one.requests.length, two.requests.length) > 0]).toEqual([10, true])
    expect(new Set(await statuses(program.port, Array(40).fill(get('/'))))).toEqual(new Set([200]))
    expect([...one.complaints, ...two.complaints]).toEqual([])
  })

  test('where all refuse, everybody is told 502 at once, and once one is back everybody is served', async () => {
    await using backend = await startBackend()
    backend.stop()
    await using program = await startStage(stage, { conf: confOf([backend, await dead()]) })
    const requests = [get('/'), post('/', 'hello'), head('/'), get('/', 'Connection: close')]
    expect(await statuses(program.port, [...requests, ...Array(40).fill(get('/'))])).toEqual(Array(44).fill(502))
    await backend.start()
    expect(await statuses(program.port, requests)).toEqual([200, 200, 200, 200])
    backend.stop()
    expect((await ask(program.port, post('/', 'hello'), 'POST')).status).toBe(502)
    expect((await ask(program.port, get('/'))).status).toBe(502)
    await backend.start()
    expect(await statuses(program.port, requests)).toEqual([200, 200, 200, 200])
    expect(backend.complaints).toEqual([])
  })
})
