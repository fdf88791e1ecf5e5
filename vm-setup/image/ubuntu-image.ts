// Which image of Ubuntu's is taken, and where it is published. Pure.
import type { HypervisorKind } from '../hypervisor.ts'

export interface PublishedImage {
  readonly file: string
  readonly url: string
  /** SHA-256 of every file beside it. */
  readonly sumsUrl: string
}

const RELEASE = { name: 'noble', version: '24.04' } as const
const SITE = 'https://cloud-images.ubuntu.com'

/**
 * The LTS release for `architecture`. A PC's VirtualBox gets the VMDK, which every version of it reads; all others the qcow2 that
 * Ubuntu names `.img` (VirtualBox reads that since 7.1, the first for ARM).
 * @param site in the place of Ubuntu's own, such as a mirror in the lab's network
 */
export function ubuntuImage(kind: HypervisorKind, architecture: 'x64' | 'arm64', site = SITE): PublishedImage {
  const ending = kind === 'virtualbox' && architecture === 'x64' ? 'vmdk' : 'img'
  const file = `ubuntu-${RELEASE.version}-server-cloudimg-${architecture === 'x64' ? 'amd64' : 'arm64'}.${ending}`
  const folder = `${site.replace(/\/$/, '')}/releases/${RELEASE.name}/release`
  return { file, url: `${folder}/${file}`, sumsUrl: `${folder}/SHA256SUMS` }
}

/** The sum of `file` in the text of SHA256SUMS, whose lines are a sum, a blank, a blank or an asterisk, and a name. */
export function sumOf(file: string, sums: string): string | undefined {
  for (const line of sums.split(/\r?\n/)) {
    const [, sum, name] = /^([0-9a-f]{64}) [ *](.+)$/i.exec(line) ?? []
    if (name === file) return sum?.toLowerCase()
  }
  return undefined
}
