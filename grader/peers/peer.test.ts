import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import type { LaunchSettings } from '../subject.ts'
import { folderOf } from '../subjects/test/folders.ts'
import { PEERS, peerSubject } from './peer.ts'
import { toPeerConf } from './peer-conf.ts'

const CONF = {
  backend_servers: [
    { ip: '127.0.0.1', port: 8001 },
    { ip: '::1', port: 8002, weight: 2 },
  ],
}
const SETTINGS: LaunchSettings = { stage: 4, host: '127.0.0.1', port: 9000, conf: CONF, directory: '/tmp' }

test('what the conf does not say is as the contract says', () => {
  expect(toPeerConf({ ...SETTINGS, conf: { ...CONF, timeouts: { response_ms: 300 } } })).toMatchObject({
    backends: [
      { ip: '127.0.0.1', port: 8001, weight: 1 },
      { ip: '::1', port: 8002, weight: 2 },
    ],
    leastConnections: false,
    timeouts: { connect_ms: 1000, request_ms: 10_000, response_ms: 300, idle_ms: 60_000 },
    limits: { head_bytes: 16_384, target_bytes: 8192, body_bytes: 1_073_741_824 },
    health: { fail_after: 3, rest_ms: 2000, interval_ms: 1000 },
  })
})

test.each(PEERS)('$name names every backend and where it listens', peer => {
  const text = peer.toConf(toPeerConf(SETTINGS))
  for (const authority of ['127.0.0.1:8001', '[::1]:8002', '127.0.0.1:9000']) expect(text).toContain(authority)
})

test.each(PEERS)('$name cannot be graded on a faulty conf', async peer => {
  const launched = peerSubject(peer).launch({ ...SETTINGS, conf: '{', directory: await folderOf({}) })
  await expect(launched).rejects.toThrow(expect.objectContaining({ name: 'Undecided' }))
})

test.each(PEERS)('$name has its conf in the folder of this start', async peer => {
  const directory = await folderOf({})
  const { cwd, env } = await peerSubject(peer).launch({ ...SETTINGS, directory })
  expect([cwd, env?.HOME]).toEqual([directory, directory])
  const written = await readFile(`${directory}/${peer.name}.conf`, 'utf8')
  expect(written).toBe(peer.toConf(toPeerConf({ ...SETTINGS, directory })))
})

test('a limit of any length can be told to nginx', () => {
  const nginx = PEERS.find(({ name }) => name === 'nginx')
  const limits = { target_bytes: 100_000 }
  expect(nginx?.toConf(toPeerConf({ ...SETTINGS, conf: { ...CONF, limits } }))).toContain('^.{65535}.{34466,}')
})
