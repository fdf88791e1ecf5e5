// Asks this machine what virtual machines depend on. EDGE: looks at files, starts programs.
import { accessSync, constants, existsSync } from 'node:fs'
import type { VmFacts } from './facts.ts'
import { outputOf } from './program-output.ts'

export async function vmFacts(hasVirtualBox: boolean): Promise<VmFacts> {
  const isLinux = process.platform === 'linux'
  return {
    isAppleSilicon: process.platform === 'darwin' && process.arch === 'arm64',
    hasVirtualBoxDriver: isLinux && hasVirtualBox ? existsSync('/dev/vboxdrv') : undefined,
    hasHyperV: process.platform === 'win32' ? await hasHyperV() : undefined,
    kvm: isLinux ? kvm() : undefined,
  }
}

async function hasHyperV(): Promise<boolean | undefined> {
  const question = '(Get-CimInstance Win32_ComputerSystem).HypervisorPresent'
  const said = await outputOf('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', question])
  return said === undefined ? undefined : /^True\b/m.test(said)
}

function kvm(): VmFacts['kvm'] {
  if (!existsSync('/dev/kvm')) return 'absent'
  try {
    accessSync('/dev/kvm', constants.R_OK | constants.W_OK)
    return 'usable'
  } catch {
    return 'denied'
  }
}
