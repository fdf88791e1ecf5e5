import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Surroundings } from '../find-program.ts'
import { findQemu } from '../qemu/find-qemu.ts'
import { findVBoxManage } from '../virtualbox/find-vboxmanage.ts'

function here(platform: NodeJS.Platform, files: readonly string[], env: NodeJS.ProcessEnv = {}): Surroundings {
  return { platform, env: { PATH: '/bin', ...env }, isProgram: file => files.includes(file) }
}

const MAC = '/Applications/VirtualBox.app/Contents/MacOS/VBoxManage'

describe('VBoxManage is found', () => {
  test.each<[string, string, Surroundings]>([
    ['on the PATH', '/bin/VBoxManage', here('linux', ['/bin/VBoxManage', '/usr/bin/VBoxManage'])],
    ['at its usual place on Linux', '/usr/bin/VBoxManage', here('linux', ['/usr/bin/VBoxManage'])],
    ['on a Mac, whose installer puts it beside the program', MAC, here('darwin', [MAC])],
    [
      'on Windows, where the installer names its folder',
      join('D:\\VBox', 'VBoxManage.exe'),
      here('win32', [join('D:\\VBox', 'VBoxManage.exe')], { VBOX_MSI_INSTALL_PATH: 'D:\\VBox' }),
    ],
    [
      'on Windows without that',
      join('C:\\Program Files', 'Oracle', 'VirtualBox', 'VBoxManage.exe'),
      here('win32', [join('C:\\Program Files', 'Oracle', 'VirtualBox', 'VBoxManage.exe')]),
    ],
    ['where VBOX_MANAGE says', '/my/vbm', here('linux', ['/bin/VBoxManage', '/my/vbm'], { VBOX_MANAGE: '/my/vbm' })],
  ])('%s', (_where, file, surroundings) => {
    expect(findVBoxManage(surroundings)).toBe(file)
  })
})

test.each(['linux', 'darwin', 'win32'] as const)('on %s without VBoxManage the remedies are one line', platform => {
  expect(() => findVBoxManage(here(platform, []))).toThrow(
    /^VBoxManage is not installed .*VBOX_MANAGE.*--hypervisor qemu$/,
  )
})

test('a VBOX_MANAGE that leads nowhere is named, and nothing else is taken', () => {
  const lost = here('linux', ['/bin/VBoxManage'], { VBOX_MANAGE: '/nowhere' })
  expect(() => findVBoxManage(lost)).toThrow(/^VBOX_MANAGE is \/nowhere, where no program is/)
})

test('QEMU needs both of its programs, and says which is missing', () => {
  const system = '/bin/qemu-system-x86_64'
  expect(findQemu('x64', here('linux', [system, '/bin/qemu-img']))).toEqual({ system, img: '/bin/qemu-img' })
  expect(() => findQemu('x64', here('linux', [system]))).toThrow(/^qemu-img is not installed: .*apt install/)
  expect(() => findQemu('arm64', here('darwin', []))).toThrow(
    /^qemu-system-aarch64 is not installed: brew install qemu$/,
  )
  expect(() => findQemu('x64', here('win32', []))).toThrow(/winget/)
})
