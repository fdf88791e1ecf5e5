import { describe, expect, test, vi } from 'vitest'
import { forwardingStages, get, head, patience, post, useRig } from '../../testing/proxy-rig.ts'
import { gate } from '../../testing/scripted-backend.ts'

vi.setConfig(patience)

// Long enough that the answers that come at once do come in time, however busy the machine is.
const responseMs = 500

const beforeTheHeadIsWhole = new Map([
  ['/takes-the-request-and-says-nothing', ''],
  ['/stops-inside-the-status-line', 'HTTP/1.1 2'],
  ['/stops-inside-the-head', 'HTTP/1.1 200 OK\r\nContent-'],
  ['/sends-no-more-than-interim-answers', 'HTTP/1.1 103 Hints\r\n\r\n'],
])

const insideTheBody = new Map([
  ['/length', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello'],
  ['/chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n'],
  ['/close', 'HTTP/1.1 200 OK\r\n\r\nhello'],
])

describe.each(forwardingStages)('a backend of %s that takes longer than response_ms', stage => {
  // Without ids nobody waits behind anybody else, in every stage.
  const rig = useRig(stage, { echoesId: false, conf: { timeouts: { response_ms: responseMs } } })

  test('for the head is answered for with 504, in its time, and GET, POST and HEAD are alike', async () => {
    rig.script = ({ target }, reply) => reply.write(beforeTheHeadIsWhole.get(target) ?? '')
    const asked = performance.now()
    const answers = await Promise.all(
      [...beforeTheHeadIsWhole.keys()].flatMap(target => [
        rig.ask(get(target)),
        rig.ask(post(target, 'x'), 'POST'),
        rig.ask(head(target), 'HEAD'),
      ]),
    )
    expect(performance.now() - asked).toBeGreaterThan(responseMs - 50)
    expect(answers.map(({ status, complete }) => [status, complete])).toEqual(Array(12).fill([504, true]))
    await rig.proveAlive()
    // Whoever has waited for his whole time is not made to wait for it again.
    expect(rig.targets().length).toBe(12)
  })

  test('in the middle of a body lets nobody think that this was all, not even HTTP/1.0', async () => {
    rig.script = ({ target }, reply) => reply.write(insideTheBody.get(target) ?? '')
    const requests = [...insideTheBody.keys()].flatMap(target => [get(target), `GET ${target} HTTP/1.0\r\n\r\n`])
    const answers = await Promise.all(requests.map(request => rig.ask(request)))
    const told = answers.map(({ status, complete, body }) => [status, complete, String(body)])
    expect(told).toEqual(Array(6).fill([200, false, 'hello']))
    await rig.proveAlive()
  })

  test('gives an answer that comes too late to nobody', async () => {
    const late = gate()
    rig.script = async ({ target }, reply) => {
      if (target === '/late') await late.opened
      await reply.respond({ body: target })
    }
    await using client = await rig.connect()
    await client.send(post('/late', 'x'))
    expect((await client.response('POST')).status).toBe(504)
    late.open()
    const next = Array.from({ length: 20 }, (_, at) => `/next-${at}`)
    const answers = await Promise.all(next.map(target => rig.ask(get(target))))
    expect(answers.map(({ body }) => String(body))).toEqual(next)
    expect(rig.targets().filter(target => target === '/late')).toEqual(['/late'])
  })
})
