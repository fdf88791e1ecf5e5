import { describe, expect, test, vi } from 'vitest'
import { forwardingStages, get, patience, post, useRig } from '../../testing/proxy-rig.ts'
import { connectClient } from '../../testing/raw-client.ts'
import { gate } from '../../testing/scripted-backend.ts'

vi.setConfig(patience)

function everyCut(bytes: string): number[] {
  return Array.from({ length: bytes.length - 1 }, (_, index) => index + 1)
}

const chunkedBody = '4;x="\\""\r\n\r\n0\r\r\n1\r\nx\r\n0\r\nX-T: 1\r\n\r\n'
const requests: readonly [string, string][] = [
  ['with a length', `\r\n${post('/cut?x', '\r\n0\rx', 'X-A:  1 ')}`],
  ['in chunks', get('/cut?x', 'Transfer-Encoding: chunked').replace('GET', 'POST') + chunkedBody],
]

const answers: readonly [string, string, boolean][] = [
  ['with a length', 'HTTP/1.1 200 OK\r\nX-A:  1 \r\nContent-Length: 5\r\n\r\n\r\n0\rx', false],
  ['in chunks', `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunkedBody}`, false],
  ['that ends with the connection', 'HTTP/1.1 200 OK\r\nX-A: 1\r\n\r\n\r\n0\rx', true],
  [
    'behind interim ones',
    'HTTP/1.1 100 \r\n\r\nHTTP/1.1 103 A\r\nB: c\r\n\r\nHTTP/1.1 200\r\nContent-Length: 5\r\n\r\n\r\n0\rx',
    false,
  ],
]

describe.each(forwardingStages)('cut in two at every place, in %s', stage => {
  // A backend without ids gets a connection for each exchange that is open, in every stage: all cuts wait side by side.
  const rig = useRig(stage, { echoesId: false })

  test.each(requests)('a request %s arrives as if it were whole', async (_, request) => {
    const cuts = everyCut(request)
    const clients = await Promise.all(cuts.map(() => connectClient(rig.port)))
    await Promise.all(clients.map((client, index) => client.send(request.slice(0, cuts[index]))))
    await rig.proveAlive()
    await Promise.all(clients.map((client, index) => client.send(request.slice(cuts[index]))))
    const statuses = await Promise.all(clients.map(async client => (await client.response('POST')).status))
    for (const client of clients) client.reset()
    expect(new Set(statuses)).toEqual(new Set([200]))
    const seen = rig.backend.requests.filter(({ target }) => target === '/cut?x').map(({ body }) => body.toString())
    expect([seen.length, new Set(seen)]).toEqual([cuts.length, new Set(['\r\n0\rx'])])
  })

  test.each(answers)('an answer %s arrives as if it were whole', async (_, answer, closes) => {
    const second = gate()
    rig.script = async ({ target }, reply) => {
      const cut = Number(target.slice(1))
      await reply.write(answer.slice(0, cut))
      await second.opened
      await reply.write(answer.slice(cut))
      if (closes) reply.end()
    }
    await rig.proveAlive()
    const cuts = everyCut(answer)
    const asked = Promise.all(cuts.map(cut => rig.ask(get(`/${cut}`))))
    await rig.backend.until(() => rig.targets().length === cuts.length, 'all requests')
    await rig.proveAlive()
    second.open()
    const received = (await asked).map(({ status, complete, body }) => `${status} ${complete} ${body}`)
    expect(new Set(received)).toEqual(new Set(['200 true \r\n0\rx']))
  })

  test('an answer that comes byte by byte arrives as if it were whole', async () => {
    rig.script = async ({ target }, reply) => {
      for (const byte of answers[Number(target.slice(1))]?.[1] ?? '') await reply.write(byte)
      if (answers[Number(target.slice(1))]?.[2]) reply.end()
    }
    const received = await Promise.all(answers.map((_, index) => rig.ask(get(`/${index}`))))
    expect(received.map(({ body }) => String(body))).toEqual(answers.map(() => '\r\n0\rx'))
  })
})
