// EDGE: runs debootstrap and apt, as root. A Debian system in a folder, with packages; nothing in it is started.
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { aptConf } from './apt-settings.ts'
import { must } from './run.ts'

export interface DebianTree {
  readonly suite: string
  readonly mirror: string
  readonly components: readonly string[]
  readonly packages: readonly string[]
  /** Packages that are only said to be there: a name, and what it provides. */
  readonly pretended?: Readonly<Record<string, string>>
}

const QUIET = { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' }

export async function makeDebianTree(folder: string, tree: DebianTree): Promise<void> {
  const { suite, mirror, components, packages, pretended = {} } = tree
  await must('debootstrap', ['--variant=minbase', `--components=${components.join(',')}`, suite, folder, mirror], {
    env: QUIET,
  })
  await writeFile(join(folder, 'etc/apt/apt.conf.d/99hopwise'), await aptConf())
  await writeFile(join(folder, 'usr/sbin/policy-rc.d'), '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  await writeFile(join(folder, 'etc/dpkg/dpkg.cfg.d/hopwise'), 'force-unsafe-io\n')
  await must('cp', ['/etc/resolv.conf', '/etc/hosts', join(folder, 'etc')])
  const files: string[] = []
  for (const [name, provides] of Object.entries(pretended)) files.push(await pretend(folder, name, provides))
  await inTree(folder, 'apt-get', '-q', 'update')
  await inTree(folder, 'apt-get', '-q', '-y', '--no-install-recommends', 'install', ...files, ...packages)
  await inTree(folder, 'apt-get', 'clean')
  await rm(join(folder, 'usr/sbin/policy-rc.d'))
}

export function inTree(folder: string, ...words: string[]): Promise<string> {
  return must('chroot', [folder, ...words], {
    env: { ...QUIET, TMPDIR: '/tmp', PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
  })
}

/** Makes an empty package; returns its path inside the tree. */
async function pretend(folder: string, name: string, provides: string): Promise<string> {
  await mkdir(join(folder, 'tmp', name, 'DEBIAN'), { recursive: true, mode: 0o755 })
  const control = {
    Package: name,
    Version: '1',
    Architecture: 'all',
    Maintainer: 'nobody <nobody@example.invalid>',
    Provides: provides,
    Description: `stands for ${provides}`,
  }
  const lines = Object.entries(control).map(([field, value]) => `${field}: ${value}\n`)
  await writeFile(join(folder, 'tmp', name, 'DEBIAN', 'control'), lines.join(''))
  await inTree(folder, 'dpkg-deb', '--build', `/tmp/${name}`, `/tmp/${name}.deb`)
  return `/tmp/${name}.deb`
}
