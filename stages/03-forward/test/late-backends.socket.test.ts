import { describe, expect, test, vi } from 'vitest'
import { forwardingStages, get, head, patience, post, useRig } from '../../testing/proxy-rig.ts'
import type { ReceivedResponse } from '../../testing/raw-client.ts'
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
  const late = gate()

  // All wait side by side: each alone would take its half second.
  test('is answered for in time, is given up inside a body, and its late answer is for nobody', async () => {
    rig.script = async ({ target }, reply) => {
      const bytes = beforeTheHeadIsWhole.get(target) ?? insideTheBody.get(target)
      if (bytes !== undefined) return reply.write(bytes)
      if (target === '/late') await late.opened
      return reply.respond({ body: target })
    }
    await rig.proveAlive()
    const asked = performance.now()
    await using client = await rig.connect()
    await client.send(post('/late', 'x'))
    const [heads, bodies, answeredLate] = await Promise.all([
      Promise.all([...beforeTheHeadIsWhole.keys()].map(inEveryMethod)),
      Promise.all([...insideTheBody.keys()].map(inBothVersions)),
      client.response('POST'),
    ])
    expect(performance.now() - asked).toBeGreaterThan(responseMs - 50)
    expect(heads.flat().map(({ status, complete }) => [status, complete])).toEqual(Array(12).fill([504, true]))
    expect(bodies.flat().map(told)).toEqual(Array(6).fill([200, false, 'hello']))
    expect(answeredLate.status).toBe(504)
    late.open()
    const next = Array.from({ length: 20 }, (_, at) => `/next-${at}`)
    expect((await Promise.all(next.map(target => rig.ask(get(target))))).map(({ body }) => String(body))).toEqual(next)
    // Whoever has waited for his whole time is not made to wait for it again.
    expect(rig.targets().filter(target => !next.includes(target)).length).toBe(12 + 6 + 1)
  })

  function inEveryMethod(target: string): Promise<ReceivedResponse[]> {
    return Promise.all([rig.ask(get(target)), rig.ask(post(target, 'x'), 'POST'), rig.ask(head(target), 'HEAD')])
  }

  function inBothVersions(target: string): Promise<ReceivedResponse[]> {
    return Promise.all([rig.ask(get(target)), rig.ask(`GET ${target} HTTP/1.0\r\n\r\n`)])
  }
})

function told({ status, complete, body }: ReceivedResponse): unknown[] {
  return [status, complete, String(body)]
}
