// Ports for programs: apart from those that the system gives to connections, and never the same twice.
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, test } from 'vitest'
import { candidates, freePort } from './ports.ts'

test('a port can be listened on and comes from our range', async () => {
  const port = await freePort('127.0.0.1')
  expect(port).toBeGreaterThanOrEqual(20_000)
  expect(port).toBeLessThanOrEqual(29_999)
  const server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  expect((server.address() as AddressInfo).port).toBe(port)
  server.close()
})

test('many that are asked for at once are all different', async () => {
  const ports = await Promise.all(Array.from({ length: 300 }, () => freePort('127.0.0.1')))
  expect(new Set(ports).size).toBe(300)
})

test('no candidate lies in the range of the system', () => {
  expect(candidates([25_000, 60_999])).toEqual(Array.from({ length: 5000 }, (_, index) => 20_000 + index))
})

test('a system whose range covers ours leaves no choice', () => {
  expect(candidates([1024, 65_535])).toHaveLength(10_000)
})

test('an address that this machine does not have is named', async () => {
  await expect(freePort('192.0.2.1')).rejects.toThrow(/of 192\.0\.2\.1 can be listened on \(EADDRNOTAVAIL\)/)
})
