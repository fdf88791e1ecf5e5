// What cloud-init is told, read back as cloud-init reads it.
import { expect, test } from 'vitest'
import { type FirstBoot, SCRIPT_PATH, seedFiles } from '../cloud-init.ts'

const BOOT: FirstBoot = {
  instanceId: 'hopwise-7',
  hostname: 'lab',
  user: 'hopwise',
  authorizedKeys: ['ssh-ed25519 AAAA it\'s "mine": #1'],
  script: "#!/bin/sh\necho 'ä: $1 \\n'\n",
  ports: [8001, 8002],
}

// JSON is YAML, so that a parser for JSON is enough to read it.
const read = (name: string) => JSON.parse((seedFiles(BOOT)[name] ?? '').replace(/^#cloud-config\n/, ''))

test('a seed has the three files that cloud-init looks for', () => {
  expect(Object.keys(seedFiles(BOOT))).toEqual(['meta-data', 'network-config', 'user-data'])
})

test('user-data begins with the line by which cloud-init knows it', () => {
  expect(seedFiles(BOOT)['user-data']).toMatch(/^#cloud-config\n/)
})

test('the lab’s key opens the lab’s user, and no password does', () => {
  const { users, ssh_pwauth } = read('user-data')
  expect(users).toMatchObject([{ name: 'hopwise', lock_passwd: true, ssh_authorized_keys: BOOT.authorizedKeys }])
  expect(ssh_pwauth).toBe(false)
})

test('the script arrives octet by octet, and is run with the ports', () => {
  const { write_files, runcmd } = read('user-data')
  expect(Buffer.from(write_files[0].content, 'base64').toString()).toBe(BOOT.script)
  expect(runcmd).toEqual([['sh', SCRIPT_PATH, '8001', '8002']])
})

test('meta-data names this machine, so that a new one has its first boot again', () => {
  expect(read('meta-data')).toEqual({ 'instance-id': 'hopwise-7', 'local-hostname': 'lab' })
})

test('the network card is known by its kind of name, for a copied VM has another address', () => {
  expect(read('network-config')).toEqual({ version: 2, ethernets: { lan: { match: { name: 'e*' }, dhcp4: true } } })
})
