// What --dry-run prints, where neither VirtualBox nor QEMU is.
import { existsSync } from 'node:fs'
import { describe, expect, test, vi } from 'vitest'
import { VERBS } from '../settings.ts'
import { fakeLab } from './fake-lab.ts'

vi.setConfig({ testTimeout: 300_000 })

const NOWHERE = { PATH: '/nowhere', VBOX_MANAGE: '/nowhere/VBoxManage' }

describe.each(['virtualbox', 'qemu'])('%s', hypervisor => {
  test.each(VERBS)('%s prints what it would run, and touches nothing', async verb => {
    await using lab = await fakeLab(NOWHERE)
    const { code, stdout, stderr } = await lab.vm(verb, '--dry-run', '--hypervisor', hypervisor)
    expect(verb === 'ssh' ? [code, stdout] : [code, stderr]).toEqual([0, ''])
    expect(stdout + stderr).not.toBe('')
    expect((await lab.world()).calls).toEqual([])
    expect(existsSync(lab.home)).toBe(false)
  })
})

test("the course's commands stand in it as the course has them", async () => {
  await using lab = await fakeLab(NOWHERE)
  expect((await lab.vm('list', '--dry-run')).stdout).toMatch(/^\$ VBoxManage list runningvms$/m)
  expect((await lab.vm('start', '--dry-run')).stdout).toMatch(/^\$ VBoxManage startvm Ubuntu --type headless$/m)
  expect((await lab.vm('stop', '--dry-run')).stdout).toMatch(/^\$ VBoxManage controlvm Ubuntu savestate$/m)
})

test('without it, what is missing is one line', async () => {
  await using lab = await fakeLab(NOWHERE)
  const said = await lab.vm('status')
  expect(said).toEqual({ code: 2, stdout: '', stderr: expect.stringMatching(/^vm: VBOX_MANAGE is [^\n]+\n$/) })
})
