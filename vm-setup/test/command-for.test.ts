import { expect, test } from 'vitest'
import { commandFor } from '../command-for.ts'

test.each([
  ['start', 'Ubuntu', undefined, 'npm run vm start'],
  ['start', 'Ubuntu', 'qemu', 'npm run vm start'],
  ['start', 'lab', undefined, 'npm run vm -- start --name lab'],
  ['create', 'Ubuntu', 'qemu', 'npm run vm -- create --hypervisor qemu'],
  ['create', 'my lab', 'qemu', "npm run vm -- create --name 'my lab' --hypervisor qemu"],
] as const)('%s of %s (%s): %s', (verb, name, hypervisor, command) => {
  expect(commandFor(verb, { name, hypervisor }).replaceAll('"', "'")).toBe(command)
})
