import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { loopbackFault, portFact } from './port-probes.ts'
import { lookAtMachine } from './probes.ts'
import { outputOf } from './program-output.ts'

test('this machine, on which the tests run, has what is needed for them', async () => {
  const facts = await lookAtMachine(join(import.meta.dirname, '..', '..'))
  expect(facts).toMatchObject({ missingPackages: [], loopbackFault: undefined, temporary: { fault: undefined } })
  expect(facts.node.running).toBe(process.versions.node)
  expect(facts.cpus).toBeGreaterThan(0)
})

test('a port that somebody listens on is taken, and free when it is let go', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as { port: number }
  const taken = await portFact(port)
  expect(taken.isFree).toBe(false)
  if (process.platform === 'linux') expect(taken.listener).toContain(`(pid ${process.pid})`)
  server.close()
  await once(server, 'close')
  expect(await portFact(port)).toEqual({ port, isFree: true, listener: undefined })
})

test('the loopback of this machine works', async () => {
  expect(await loopbackFault()).toBeUndefined()
})

test('a program that complains is heard all the same, one that is not there says nothing', async () => {
  expect(await outputOf(process.execPath, ['-e', 'console.error("1.2.3"); process.exit(3)'])).toBe('1.2.3\n')
  expect(await outputOf('/nowhere/program', [])).toBeUndefined()
})
