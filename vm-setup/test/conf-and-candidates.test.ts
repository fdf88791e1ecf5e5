import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { toCandidates } from '../candidates.ts'
import type { Machine } from '../hypervisor.ts'
import { readConf, writeConf } from '../vm-conf.ts'

let file = ''
beforeEach(async () => {
  file = join(await mkdtemp(join(tmpdir(), 'hopwise-conf-')), 'vm.conf')
})
afterEach(() => rm(join(file, '..'), { recursive: true }))

const A = { ip: '127.0.0.1', port: 8001 }
const B = { ip: '192.168.56.101', port: 8002 }

describe('the conf', () => {
  test('is written where there is none, and read again', async () => {
    expect(await readConf(file)).toEqual([])
    expect(await writeConf(file, [A, B])).toBe(true)
    expect(await readConf(file)).toEqual([A, B])
  })

  test('stays as it is, to the octet, where it says the same already', async () => {
    await writeFile(file, '{"backend_servers":[{"ip":"127.0.0.1","port":8001,"weight":2}]}')
    expect(await writeConf(file, [A])).toBe(false)
    expect(await readFile(file, 'utf8')).toBe('{"backend_servers":[{"ip":"127.0.0.1","port":8001,"weight":2}]}')
  })

  test('keeps what else it says, weights too', async () => {
    await writeFile(
      file,
      '{"backend_servers":[{"ip":"127.0.0.1","port":8001,"weight":2}],"strategy":"least-connections","constructor":1}',
    )
    await writeConf(file, [A, B])
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({
      backend_servers: [{ ...A, weight: 2 }, B],
      strategy: 'least-connections',
      constructor: 1,
    })
  })

  test('that is damaged is not written over', async () => {
    await writeFile(file, '{"backend_servers":')
    await expect(writeConf(file, [A])).rejects.toThrow(/vm\.conf is no conf file: mend it/)
    expect(await readFile(file, 'utf8')).toBe('{"backend_servers":')
  })

  test('that cannot be written is told', async () => {
    await expect(writeConf(join(file, 'none', 'vm.conf'), [A])).rejects.toThrow(/cannot be written.*--conf FILE/)
  })
})

describe('backends are looked for', () => {
  const machine: Machine = { name: 'a', id: 'b', state: 'running', stateWord: 'running', forwards: [], addresses: [] }
  const ssh = { name: 'ssh', hostIp: '', hostPort: 2222, guestPort: 22 }
  const web = { name: 'web', hostIp: '', hostPort: 8081, guestPort: 80 }

  test('behind forwarded ports, but not behind that of ssh', () => {
    expect(toCandidates({ ...machine, forwards: [ssh, web], addresses: ['1.2.3.4'] }, undefined, [A])).toEqual([
      { ip: '127.0.0.1', port: 8081 },
    ])
  })

  test('in a VM of ours behind its own ports alone', () => {
    const own = { name: 'backend-8001', hostIp: '127.0.0.1', hostPort: 8001, guestPort: 8001 }
    expect(toCandidates({ ...machine, forwards: [web, own] }, [8001], [])).toEqual([A])
  })

  test("at the guest's own addresses where no port is forwarded", () => {
    const found = toCandidates({ ...machine, forwards: [ssh], addresses: ['192.168.56.101'] }, undefined, [A])
    expect(found).toEqual([8001, 8002, 8003].map(port => ({ ip: '192.168.56.101', port })))
  })

  test('where the conf says, when nothing else is known', () => {
    expect(toCandidates(machine, undefined, [B])).toEqual([B])
  })
})
