// For tests: `npm run vm` as a program, in a folder of its own, with a VBoxManage that is played.
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FakeWorld } from './fake-vboxmanage.ts'

export const MAIN = join(import.meta.dirname, '..', 'main.ts')
const FAKE = join(import.meta.dirname, 'fake-vboxmanage.ts')

export interface Said {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface FakeLab extends AsyncDisposable {
  readonly folder: string
  readonly home: string
  /** An image that looks like one. */
  readonly image: string
  readonly conf: string
  vm(...args: string[]): Promise<Said>
  /** As `vm`; `meet` is given the process while it runs. */
  meet(args: readonly string[], meet: (pid: number) => Promise<void>): Promise<Said>
  world(): Promise<FakeWorld>
  change(change: (world: FakeWorld) => void): Promise<void>
}

export async function fakeLab(env: NodeJS.ProcessEnv = {}): Promise<FakeLab> {
  const folder = await mkdtemp(join(tmpdir(), 'hopwise-vm-'))
  const [state, program] = [join(folder, 'world.json'), join(folder, 'VBoxManage')]
  const [home, image, conf] = [join(folder, 'home'), join(folder, 'image.qcow2'), join(folder, 'vm.conf')]
  const empty: FakeWorld = { version: '7.2.22_Debianr175245', vms: [], calls: [], failures: {} }
  await writeFile(state, JSON.stringify(empty))
  await writeFile(program, `#!/bin/sh\nexec '${process.execPath}' '${FAKE}' '${state}' "$@"\n`, { mode: 0o755 })
  await writeFile(image, Buffer.concat([Buffer.from('QFI\xfb', 'latin1'), Buffer.alloc(1000)]))
  const world = async (): Promise<FakeWorld> => JSON.parse(await readFile(state, 'utf8'))
  const meet: FakeLab['meet'] = async (args, meet) => {
    const child = spawn(process.execPath, [MAIN, ...args], {
      env: { ...process.env, VBOX_MANAGE: program, HOPWISE_VM_HOME: home, NO_PROXY: '*', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const said = { stdout: '', stderr: '' }
    child.stdout.setEncoding('utf8').on('data', text => {
      said.stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', text => {
      said.stderr += text
    })
    const ended = new Promise<number | null>(resolve => child.once('close', resolve))
    await meet(child.pid ?? 0)
    return { code: await ended, ...said }
  }
  return {
    ...{ folder, home, image, conf, world, meet },
    vm: (...args) => meet(args, async () => {}),
    async change(change) {
      const now = await world()
      change(now)
      await writeFile(state, JSON.stringify(now))
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

/** Ports that nobody has now. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer()
      await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
      return server
    }),
  )
  const ports = servers.map(server => (server.address() as { port: number }).port)
  await Promise.all(servers.map(server => new Promise(resolve => server.close(resolve))))
  return ports
}
