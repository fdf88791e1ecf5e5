import { expect, test } from 'vitest'
import { complaintOf } from '../virtualbox/complaint.ts'

const FINE = { code: 0, stdout: '', stderr: '' }
const TERMINATED = `VBoxManage: error: The virtual machine 'Ubuntu' has terminated unexpectedly during startup with exit code 1 (0x1)
VBoxManage: error: Details: code NS_ERROR_FAILURE (0x80004005), component MachineWrap, interface IMachine
`

test('progress on standard error is no complaint', () => {
  expect(complaintOf({ ...FINE, stderr: '0%...10%...100%\n' })).toBeUndefined()
  expect(
    complaintOf({ ...FINE, stdout: 'WARNING: The character device /dev/vboxdrv does not exist.\n' }),
  ).toBeUndefined()
})

test('a complaint counts even where it exits with 0, on either stream', () => {
  const text = 'VBoxManage: error: Could not rename the directory\n'
  expect(complaintOf({ ...FINE, stderr: text })).toMatch(/^Could not rename the directory; /)
  expect(complaintOf({ ...FINE, stdout: text })).toMatch(/^Could not rename the directory; /)
})

test('a warning that always comes is not taken for the cause', () => {
  const stdout = 'WARNING: The character device /dev/vboxdrv does not exist.\n'
  const complaint = complaintOf({ code: 1, stdout, stderr: 'VBoxManage: error: The object is not ready\n' })
  expect(complaint).toMatch(/^The object is not ready; npm run vm status/)
})

test('an exit status without a word is a complaint', () => {
  expect(complaintOf({ ...FINE, code: 1 })).toMatch(/^exit status 1; /)
  expect(complaintOf({ ...FINE, code: null, stderr: 'Segmentation fault\n' })).toMatch(/^Segmentation fault; /)
})

test.each<[string, string, string, RegExp]>([
  [
    'the kernel driver is missing, as the wrapper of Debian says on the other stream',
    'WARNING: The character device /dev/vboxdrv does not exist.\n',
    TERMINATED,
    /modprobe vboxdrv.*--hypervisor qemu/,
  ],
  [
    'something else is wrong where the kernel driver is missing, too',
    'WARNING: The character device /dev/vboxdrv does not exist.\n',
    'VBoxManage: error: The disk is no disk\n',
    /^The disk is no disk; npm run vm status/,
  ],
  ['nothing is known but that it did not start', '', TERMINATED, /npm run doctor/],
  [
    'the driver is of another version',
    '',
    `${TERMINATED}VBoxManage: error: (VERR_VM_DRIVER_VERSION_MISMATCH)\n`,
    /vboxconfig/,
  ],
  [
    'the driver may not be used',
    '',
    'VBoxManage: error: The VirtualBox support driver is not accessible (VERR_VM_DRIVER_NOT_ACCESSIBLE)\n',
    /vboxusers/,
  ],
  [
    'Hyper-V has the processor, in the words of Windows',
    '',
    'VBoxManage.exe: error: Call to NEMR0InitVMPart2 failed: VERR_NEM_INIT_FAILED (VERR_NEM_VM_CREATE_FAILED)\r\n',
    /Hyper-V/,
  ],
  [
    'VT-x is off',
    '',
    'VBoxManage: error: VT-x is disabled in the BIOS for all CPU modes (VERR_VMX_MSR_ALL_VMX_DISABLED)\n',
    /firmware/,
  ],
  [
    'KVM has it',
    '',
    "VBoxManage: error: VirtualBox can't operate in VMX root mode. (VERR_VMX_IN_VMX_ROOT_MODE)\n",
    /another hypervisor/,
  ],
  [
    'there is no such VM',
    '',
    "VBoxManage: error: Could not find a registered machine named 'Nope'\n",
    /npm run vm list/,
  ],
  ['the disk is full', '', 'VBoxManage: error: Failed to write (VERR_DISK_FULL)\n', /disk is full/],
  ['it is open elsewhere', '', "VBoxManage: error: The machine 'Ubuntu' is already locked by a session\n", /window/],
])('the remedy where %s', (_what, stdout, stderr, remedy) => {
  const complaint = complaintOf({ code: 1, stdout, stderr })
  expect(complaint).toMatch(remedy)
  expect(complaint).not.toMatch(/[\r\n]|VBoxManage(?:\.exe)?: error/)
})
