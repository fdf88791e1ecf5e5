// One client over a stream in memory, with backends that answer when the test says so: what sets out when, what comes back in
// which order, and when the connection ends.

import { describe, expect, test } from 'vitest'
import { connect, get, post, settle } from './client-in-memory.ts'

describe('requests behind each other', () => {
  test('set out at once where all are safe, and are answered in their order', async () => {
    const { say, answer, targets, statuses } = connect()
    await say(get('/1') + get('/2') + get('/3'))
    expect(targets()).toBe('/1 /2 /3')
    await answer('/3')
    await answer('/2')
    expect(statuses()).toBe('')
    await answer('/1')
    expect(statuses()).toBe('200 /1, 200 /2, 200 /3')
  })

  test('one that is not safe waits for those in front, and those behind wait for it', async () => {
    const { say, answer, targets } = connect()
    await say(get('/1') + post('/2', 'body') + get('/3'))
    expect(targets()).toBe('/1')
    await answer('/1')
    expect(targets()).toBe('/1 /2')
    await answer('/2')
    expect(targets()).toBe('/1 /2 /3')
  })

  test('no more than sixty-four are open, and the next sets out when one has left', async () => {
    const { say, answer, targets } = connect()
    await say(Array.from({ length: 70 }, (_each, at) => get(`/${at}`)).join(''))
    expect(targets().split(' ')).toHaveLength(64)
    await answer('/0')
    expect(targets().split(' ')).toHaveLength(65)
  })

  test('the connection lives on between them', async () => {
    const { say, answer, wire, connection } = connect()
    await say(get('/1'))
    await answer('/1')
    expect([wire.hasFin, connection.phase]).toEqual([false, 'idle'])
    await say(get('/2'))
    expect(connection.phase).toBe('answer')
  })
})

describe('a client that asks and does not read', () => {
  test('is read no further while what it was answered waits, and where it reads again the rest is', async () => {
    const { say, answer, giveRoom, targets, connection } = connect()
    await giveRoom(false)
    await say(get('/1'))
    await answer('/1')
    await say(get('/2'))
    await say(get('/3'))
    expect([targets(), connection.phase]).toEqual(['/1', 'answer'])
    await giveRoom(true)
    expect(targets()).toBe('/1 /2 /3')
  })

  test('may finish what it is sending: else it and we would wait for each other', async () => {
    const { say, answer, giveRoom, targets, sent } = connect()
    await giveRoom(false)
    await say(get('/1') + post('/2', 'body').slice(0, -2))
    await answer('/1')
    await say('dy', get('/3'))
    expect([targets(), sent.at(-1)]).toEqual(['/1 /2', 'dy'])
  })

  test('and has nothing left to ask is idle, and may go', async () => {
    const { say, answer, giveRoom, connection, wire } = connect()
    await giveRoom(false)
    await say(get('/1'))
    await answer('/1')
    expect(connection.phase).toBe('idle')
    connection.stop()
    await settle()
    expect(wire.hasFin).toBe(true)
  })
})

describe('an answer that breaks', () => {
  test('ends the connection behind the answers before it; nothing more is read, and those behind it are let go', async () => {
    const { say, answer, breakOff, targets, statuses, wire, abandoned, over } = connect()
    await say(get('/1') + get('/2') + get('/3'))
    await breakOff('/2')
    await answer('/1')
    await say(get('/4'))
    expect([statuses(), wire.hasFin, targets()]).toEqual(['200 /1, 200 /2', true, '/1 /2 /3'])
    expect([abandoned, over]).toEqual([
      ['/2', '/3'],
      ['/1', '/2', '/3'],
    ])
  })
})

describe('the last request', () => {
  test('is the one with Connection: close, and nothing behind it sets out', async () => {
    const { say, answer, targets, wire } = connect()
    await say(get('/1') + get('/2', 'Connection: close') + get('/3'))
    await answer('/2')
    await answer('/1')
    expect(targets()).toBe('/1 /2')
    expect(wire.hasFin).toBe(true)
    expect(wire.heard).toMatch(/200 \/2\r\n(?:.*\r\n)*Connection: close\r\n/)
  })

  test('is the one before the client’s FIN, and it is answered', async () => {
    const { say, answer, wire, statuses } = connect()
    await say(get('/1'))
    wire.push(null)
    await settle()
    expect(wire.hasFin).toBe(false)
    await answer('/1')
    expect([statuses(), wire.hasFin]).toEqual(['200 /1', true])
  })
})

describe('a malformed request', () => {
  test('is answered in its turn, behind those in front; then the connection closes', async () => {
    const { say, answer, statuses, wire } = connect()
    await say(`${get('/1')}GET  /2 HTTP/1.1\r\n`)
    expect(statuses()).toBe('')
    await answer('/1')
    expect([statuses(), wire.hasFin]).toEqual(['200 /1, 400 Bad Request', true])
  })

  test('that is a HEAD has no body, and one behind a HEAD has', async () => {
    const refused = connect()
    await refused.say('HEAD /1 HTTP/1.1\r\n\r\n')
    expect(refused.wire.heard).toMatch(/^HTTP\/1.1 400 (.|\s)*Content-Length: \d\d(.|\s)*\r\n\r\n$/)
    const { say, answer, wire } = connect()
    await say(`${get('/1').replace('GET', 'HEAD')}GET  /2 HTTP/1.1\r\n`)
    await answer('/1')
    expect(wire.heard).toMatch(/\r\n\r\n400 Bad Request: [^\n]*\n$/)
  })

  test('is the last that is read', async () => {
    const { say, targets, statuses } = connect()
    await say(`GET  /1 HTTP/1.1\r\nHost: h\r\n\r\n${get('/2')}`)
    await say(get('/3'))
    expect([targets(), statuses()]).toEqual(['', '400 Bad Request'])
  })

  test('in its body ends the exchange that has begun, with the same answer', async () => {
    const { say, statuses, abandoned, wire } = connect()
    await say('PUT /1 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nxyz\r\n')
    expect([statuses(), abandoned, wire.hasFin]).toEqual(['400 Bad Request', ['/1'], true])
  })
})

describe('a client that leaves', () => {
  test('takes its exchanges along, the last one first', async () => {
    const { say, wire, abandoned, over, connection } = connect()
    await say(get('/1') + get('/2'))
    wire.destroy()
    await settle()
    expect([abandoned, over, connection.phase]).toEqual([['/2', '/1'], ['/2', '/1'], 'closed'])
  })

  test('inside its request is told so', async () => {
    const { say, wire, statuses } = connect()
    await say('GET / HTTP/1.1\r\nHo')
    wire.push(null)
    await settle()
    expect([statuses(), wire.hasFin]).toEqual(['400 Bad Request', true])
  })

  test('without a word is not told anything', async () => {
    const { wire } = connect()
    wire.push(null)
    await settle()
    expect([wire.heard, wire.hasFin]).toEqual(['', true])
  })
})

describe('Expect: 100-continue', () => {
  const head = 'PUT /1 HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n'

  test('is met as soon as the head has come, and the body goes to the backend', async () => {
    const { say, statuses, sent } = connect()
    await say(head)
    expect(statuses()).toBe('100 Continue')
    await say('ab')
    expect(sent.at(-1)).toBe('ab')
    expect(sent[0]).not.toContain('Expect')
  })

  test('is not answered where the body is there already', async () => {
    const { say, statuses } = connect()
    await say(`${head}ab`)
    expect(statuses()).toBe('')
  })

  test('an answer before the body closes the connection: nobody knows whether the body still comes', async () => {
    const { say, answer, wire } = connect()
    await say(head)
    await answer('/1')
    expect([wire.heard.includes('Connection: close'), wire.hasFin]).toEqual([true, true])
  })
})

describe('in memory that is used again for what comes next', () => {
  test('requests stay as they were, wherever their bytes are cut', async () => {
    const requests = get('/1', 'Accept: text/plain') + post('/2', 'first body') + get('/3') + post('/4', 'second body')
    for (const length of [1, 2, 3, 7, 31, 32, 63, 100, 500]) {
      const { sayOver, answer, targets, sent } = connect()
      await sayOver(requests, length)
      for (const target of ['/1', '/2', '/3', '/4']) await answer(target)
      expect(targets()).toBe('/1 /2 /3 /4')
      expect(sent.join('')).toMatch(/^GET \/1 .*text\/plain.*POST \/2 .*first body.*GET \/3 .*POST \/4 .*second body$/s)
    }
  })

  test('a body stays as it was, also where there is no connection for it yet', async () => {
    const { sayOver, sent, attach } = connect({ isLate: true })
    await sayOver(post('/1', 'one, two, three'), 10)
    attach()
    expect(sent.join('')).toMatch(/one, two, three$/)
  })
})
