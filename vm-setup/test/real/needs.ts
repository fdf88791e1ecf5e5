// EDGE: looks at the machine. What the real tests need that may be missing: root, Debian's tools. Outside CI they are skipped without,
// and say so; in CI a test that did not run proves nothing, so that there they run and fail.
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** What is missing, with its remedy; undefined: nothing. */
export function missing(programs: Readonly<Record<string, string>>): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'Linux on x86-64'
  if (process.getuid?.() !== 0) return 'root (debootstrap and chroot): sudo npm run test:vm'
  const places = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin']
  const packages = Object.entries(programs).filter(([name]) => !places.some(place => existsSync(join(place, name))))
  if (packages.length === 0) return undefined
  return `apt install ${[...new Set(packages.map(([, name]) => name))].join(' ')}`
}

/** The ending of a suite's title, and whether it is skipped. */
export function skipping(programs: Readonly<Record<string, string>>): { readonly why: string; readonly skip: boolean } {
  const lack = missing(programs)
  return { why: lack === undefined ? '' : ` (needs ${lack})`, skip: lack !== undefined && !process.env.CI }
}

/** Programs by name, with the package that brings them. */
export const BUILDING = { debootstrap: 'debootstrap', unshare: 'util-linux', chroot: 'coreutils' }
export const BOOTING = {
  ...BUILDING,
  'qemu-system-x86_64': 'qemu-system-x86',
  'qemu-img': 'qemu-utils',
  mke2fs: 'e2fsprogs',
  ssh: 'openssh-client',
}
