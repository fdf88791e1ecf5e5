// One client when the program is asked to stop: what is open is answered, nothing more is taken, and then the connection ends.

import { describe, expect, test } from 'vitest'
import { connect, get, post, settle } from './client-in-memory.ts'

describe('a stop', () => {
  test('closes who waits for nothing', async () => {
    const { connection, wire } = connect()
    connection.stop()
    await settle()
    expect(wire.hasFin).toBe(true)
  })

  test('lets what is open be answered, tells the client, and closes', async () => {
    const { connection, say, answer, wire } = connect()
    await say(get('/1'))
    connection.stop()
    await settle()
    expect(wire.hasFin).toBe(false)
    await answer('/1')
    expect(wire.heard).toContain('\r\nConnection: close\r\n')
    expect(wire.hasFin).toBe(true)
  })

  test('takes no request that comes while others are open, however many of them the client keeps under way', async () => {
    const { connection, say, answer, wire, targets, statuses } = connect()
    await say(get('/1') + get('/2'))
    connection.stop()
    await say(get('/3'))
    await answer('/1')
    await say(get('/4'))
    await answer('/2')
    expect([targets(), statuses(), wire.hasFin]).toEqual(['/1 /2', '200 /1, 200 /2', true])
  })

  test('takes the rest of a request that has begun', async () => {
    const { connection, say, answer, sent, wire, statuses } = connect()
    await say(get('/1') + post('/2', 'body').slice(0, -2))
    await answer('/1')
    connection.stop()
    await say(`dy${get('/3')}`)
    await answer('/2')
    expect([sent.at(-1), statuses(), wire.hasFin]).toEqual(['dy', '200 /1, 200 /2', true])
  })

  test('takes the rest of a head where nothing else is open', async () => {
    const { connection, say, answer, wire, statuses } = connect()
    await say(get('/1').slice(0, -5))
    connection.stop()
    await say(get('/1').slice(-5))
    await answer('/1')
    expect([statuses(), wire.hasFin]).toEqual(['200 /1', true])
  })

  test('forgets no request that waits for those in front, where these have not said that they are the last', async () => {
    const { connection, say, begin, finish, answer, targets, wire, statuses } = connect()
    await say(get('/1') + post('/2', 'body'))
    await begin('/1')
    connection.stop()
    await finish('/1')
    expect(targets()).toBe('/1 /2')
    await answer('/2')
    expect([statuses(), wire.hasFin]).toEqual(['200 /1, 200 /2', true])
  })
})
