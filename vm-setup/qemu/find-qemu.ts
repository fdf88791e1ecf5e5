// Where QEMU's programs are, and the firmware that ARM machines need. EDGE: looks at files.
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { findProgram, HERE, type Surroundings } from '../find-program.ts'
import { VmError } from '../vm-error.ts'

export interface QemuPrograms {
  readonly system: string
  readonly img: string
}

/** Throws VmError, one line with the remedy. */
export function findQemu(architecture: 'x64' | 'arm64', here: Surroundings = HERE): QemuPrograms {
  const names = { system: systemName(architecture), img: 'qemu-img' }
  const system = findProgram([names.system], places(names.system, here), here)
  const img = findProgram([names.img], places(names.img, here), here)
  if (system !== undefined && img !== undefined) return { system, img }
  throw new VmError(
    `${system === undefined ? names.system : names.img} is not installed: ${remedy(architecture, here)}`,
  )
}

export function systemName(architecture: 'x64' | 'arm64'): string {
  return architecture === 'arm64' ? 'qemu-system-aarch64' : 'qemu-system-x86_64'
}

function places(name: string, { platform, env }: Surroundings): string[] {
  if (platform === 'darwin') return [`/opt/homebrew/bin/${name}`, `/usr/local/bin/${name}`, `/opt/local/bin/${name}`]
  if (platform !== 'win32') return [`/usr/bin/${name}`, `/usr/libexec/${name}`]
  return [join(env.ProgramFiles ?? 'C:\\Program Files', 'qemu', `${name}.exe`)]
}

function remedy(architecture: 'x64' | 'arm64', { platform }: Surroundings): string {
  if (platform === 'darwin') return 'brew install qemu'
  if (platform === 'win32') return 'winget install SoftwareFreedomConservancy.QEMU'
  const packages =
    architecture === 'arm64' ? 'qemu-system-arm qemu-efi-aarch64 qemu-utils' : 'qemu-system-x86 qemu-utils'
  return `sudo apt install ${packages}, or your system's package of QEMU`
}

/** UEFI for ARM's `virt` machine. Throws VmError where none is found. */
export function findFirmware(system: string): string {
  const beside = join(dirname(system), '..', 'share', 'qemu', 'edk2-aarch64-code.fd')
  const windows = join(dirname(system), 'share', 'edk2-aarch64-code.fd')
  const places = [beside, windows, '/usr/share/qemu-efi-aarch64/QEMU_EFI.fd', '/usr/share/AAVMF/AAVMF_CODE.fd']
  const found = places.find(place => existsSync(place))
  if (found !== undefined) return found
  throw new VmError(`QEMU's firmware for ARM is missing (${places[2]}): sudo apt install qemu-efi-aarch64`)
}
