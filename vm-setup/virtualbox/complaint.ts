// What VBoxManage complains of, in one line with the remedy. It complains in lines of their own, and now and then exits with 0
// all the same. Pure.
import type { ProgramEnd } from '../program.ts'

const COMPLAINT = /^VBoxManage(?:\.exe)?: error: (.*?)\r?$/gm

/** undefined where all went well. */
export function complaintOf({ code, stdout, stderr }: ProgramEnd): string | undefined {
  const said = [...`${stderr}\n${stdout}`.matchAll(COMPLAINT)].map(([, line = '']) => line)
  if (said.length === 0 && code === 0) return undefined
  const [first = lastLine(stderr) ?? lastLine(stdout) ?? `exit status ${code}`] = said
  const text = [...said, stdout, stderr].join('\n')
  return `${first.replace(/\.$/, '')}; ${REMEDIES.find(({ sign }) => sign.test(text))?.remedy ?? USUAL}`
}

const USUAL = 'npm run vm status says how it stands, npm run doctor what this machine lacks'

/** The first that fits; a cause before what follows from it. */
const REMEDIES: readonly { readonly sign: RegExp; readonly remedy: string }[] = [
  {
    // Debian's wrapper warns of it at every command; only where a VM did not start is it the cause.
    sign: /terminated unexpectedly[\s\S]*\/dev\/vboxdrv does not exist|VERR_VM_DRIVER_NOT_INSTALLED|rc=-1908|Kernel driver not installed/,
    remedy:
      "VirtualBox's kernel driver is not loaded: sudo modprobe vboxdrv, or install it (Debian: virtualbox-dkms and the kernel's headers; Oracle's package: sudo /sbin/vboxconfig); where that cannot be, --hypervisor qemu",
  },
  {
    sign: /VERR_VM_DRIVER_VERSION_MISMATCH|rc=-1912/,
    remedy: "VirtualBox's kernel driver is of another version: sudo /sbin/vboxconfig, or install VirtualBox again",
  },
  {
    sign: /VERR_VM_DRIVER_NOT_ACCESSIBLE|rc=-1909/,
    remedy: 'the kernel driver may not be used: sudo usermod -aG vboxusers "$USER", then log in again',
  },
  {
    sign: /VERR_NEM_|VERR_VMX_IN_VMX_ROOT_MODE|VERR_SVM_IN_USE|Hyper-V/,
    remedy:
      'another hypervisor has the processor (Hyper-V, WSL 2, Docker; on Linux KVM): switch it off, or use --hypervisor qemu',
  },
  {
    sign: /VERR_VMX_NO_VMX|VERR_VMX_MSR|VERR_SVM_NO_SVM|VERR_SVM_DISABLED|VT-x is (?:not available|disabled)|AMD-V is (?:not available|disabled)/,
    remedy: "switch VT-x or AMD-V on in the machine's firmware (BIOS); in a virtual machine: nested virtualisation",
  },
  {
    sign: /VERR_SUPLIB_|VERR_LDR.*SIGN|System Settings|KEXT|NS_ERROR_FAILURE.*kernel extension/,
    remedy: 'macOS: allow Oracle in System Settings, Privacy & Security, then restart',
  },
  {
    sign: /VERR_DISK_FULL|No space left|not enough (?:free )?space/i,
    remedy: 'the disk is full: npm run vm -- destroy, or free 6 GB, then try again',
  },
  {
    sign: /VBOX_E_OBJECT_NOT_FOUND.*IVirtualBox|Could not find a registered machine/,
    remedy: 'npm run vm list shows the VMs there are, npm run vm create makes one',
  },
  {
    sign: /already locked (?:by|for) a session|is already locked/,
    remedy: 'it runs, or VirtualBox has its settings open: stop it, or close that window',
  },
  { sign: /is not currently running/, remedy: 'npm run vm start starts it' },
  {
    sign: /Settings file '.*' already exists|settings file '.*' already exists/,
    remedy: 'a folder of an earlier VM is in the way: move it away, then try again',
  },
  {
    sign: /terminated unexpectedly during startup/,
    remedy:
      "its log says why (VBoxHardening.log, VBox.log, in the VM's folder Logs); most often the kernel driver, VT-x in the firmware, or Hyper-V: npm run doctor; else --hypervisor qemu",
  },
  {
    sign: /NS_ERROR_FACTORY_NOT_REGISTERED|REGDB_E_CLASSNOTREG|Failed to create the VirtualBox object/,
    remedy: 'VirtualBox is not installed whole: install it again',
  },
]

function lastLine(text: string): string | undefined {
  return text.trim().split(/\r?\n/).at(-1) || undefined
}
