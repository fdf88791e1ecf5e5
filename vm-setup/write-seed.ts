// EDGE: reads provision.sh and the course's nginx site, writes the files that cloud-init reads at the first boot.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { seedFiles } from './cloud-init.ts'
import type { Seed } from './hypervisor.ts'
import type { MachineRecord } from './machine-record.ts'
import { toProvisionScript } from './provision-script.ts'

const SCRIPT = join(import.meta.dirname, 'provision.sh')
const SITE = join(import.meta.dirname, '..', 'conf', 'nginx', 'site.conf')

/** The whole text that makes the backends inside the VM, at the first boot and over ssh. */
export async function provisionScript(): Promise<string> {
  return toProvisionScript(await readFile(SCRIPT, 'utf8'), await readFile(SITE, 'utf8'))
}

export async function writeSeed(folder: string, record: MachineRecord, publicKey: string): Promise<Seed> {
  const texts = seedFiles({
    instanceId: record.id,
    hostname: toHostname(record.name),
    user: record.user,
    authorizedKeys: [publicKey],
    script: await provisionScript(),
    ports: record.ports,
  })
  await mkdir(folder, { recursive: true })
  for (const [name, text] of Object.entries(texts)) await writeFile(join(folder, name), text)
  return { folder, names: Object.keys(texts) }
}

/** RFC 1123 §2.1: letters, digits and hyphens. */
export function toHostname(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return plain.slice(0, 63).replace(/-$/, '') || 'hopwise'
}
