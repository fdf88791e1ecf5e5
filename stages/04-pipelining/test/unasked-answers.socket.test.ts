// A backend that says something while nobody waits there: whatever it is, it is not the answer to the next request
// (RFC 9112 §9.2), neither whole nor begun.

import { describe, expect, test, vi } from 'vitest'
import { get, patience, persistentStages, post, useRig } from '../../testing/proxy-rig.ts'
import type { Reply } from '../../testing/scripted-backend.ts'

vi.setConfig(patience)

const foreign = 'HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nforeign'

function answerTo(target: string): string {
  return `HTTP/1.1 200 OK\r\nContent-Length: ${target.length}\r\n\r\n${target}`
}

describe.each(persistentStages)('through %s', stage => {
  const rig = useRig(stage)

  test('an answer too many is not given to the request behind it', async () => {
    rig.script = ({ target }, reply) => reply.write(answerTo(target) + (target === '/first' ? foreign : ''))
    await using client = await rig.connect()
    // The second may not set out before the first has been answered, and does so in the same moment.
    await client.send(post('/first', '') + get('/second'))
    const answers = [await client.response('POST'), await client.response()]
    expect(answers.map(({ body }) => String(body))).toEqual(['/first', '/second'])
  })

  test('the beginning of an answer that nobody has asked for ends its connection', async () => {
    let spoken: Reply | undefined
    rig.script = ({ target }, reply) => {
      spoken ??= reply
      return reply.write(target === '/second' && spoken.socket === reply.socket ? foreign.slice(20) : answerTo(target))
    }
    await using client = await rig.connect()
    await client.send(get('/first'))
    await client.response()
    await spoken?.write(foreign.slice(0, 20))
    await rig.backend.until(() => spoken?.socket.destroyed ?? false, 'the end of that connection')
    await client.send(get('/second'))
    expect(String((await client.response()).body)).toBe('/second')
  })
})
