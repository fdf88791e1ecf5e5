import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startEmbedded } from '../../backends/embedded.ts'
import { toSiteKind } from './sites.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hopwise-sites-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function conf(text: string): Promise<string> {
  const file = join(folder, `${Math.random()}.conf`)
  await writeFile(file, text)
  return file
}

function confOf(...ports: number[]): Promise<string> {
  return conf(JSON.stringify({ backend_servers: ports.map(port => ({ ip: '127.0.0.1', port })) }))
}

describe('a conf file is refused in one line, before any check is made,', () => {
  test.each([
    ['that is not JSON', '{ backend_servers', /not JSON/],
    ['without backends', '{}', /it names no backend/],
    ['with an empty list of backends', '{"backend_servers":[]}', /it names no backend/],
    ['that is no object', 'null', /it names no backend/],
    [
      'with a backend without a port',
      '{"backend_servers":[{"ip":"127.0.0.1"}]}',
      /backend_servers\[0\] is .*needs an "ip"/,
    ],
  ])('%s', async (_what, text, reason) => {
    const file = await conf(text)
    const message = await toSiteKind(file).catch((error: Error) => error.message)
    expect(message).toMatch(reason)
    expect(message).toContain(`--backends ${file}: `)
    expect(message).not.toContain('\n')
  })

  test('that is not there', async () => {
    await expect(toSiteKind(join(folder, 'none.conf'))).rejects.toThrow('there is no such file')
  })

  test('that is a folder', async () => {
    await expect(toSiteKind(folder)).rejects.toThrow(
      `--backends ${folder}: that is a folder; it is embedded, nginx, or a conf file`,
    )
  })

  test('whose backend does not answer, naming it and the remedy', async () => {
    const backends = await startEmbedded([0])
    const [port = 0] = backends.ports
    await backends.close()
    await expect(toSiteKind(await confOf(port))).rejects.toThrow(
      new RegExp(`nobody answers on 127\\.0\\.0\\.1:${port} .*npm run backends`),
    )
  })

  test('whose backend is another web server', async () => {
    const server = createServer((_request, response) => response.end('welcome'))
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    await expect(toSiteKind(await confOf(port))).rejects.toThrow(/answers, but not as the site/)
    server.close()
    server.closeAllConnections()
  })
})

test('a conf file whose backends answer is used as it is, and nobody may stop them', async () => {
  await using backends = await startEmbedded([0, 0])
  const file = await confOf(...backends.ports)
  const kind = await toSiteKind(file)
  const site = await kind.start({ count: 3 })
  expect(kind.name).toBe(file)
  expect(site.addresses.map(({ port }) => port)).toEqual(backends.ports)
  expect([site.stopOne, site.isNginx]).toEqual([undefined, false])
})
