// What the facts mean for the lab VM. Of interest only where there is something that could run one. Pure.
import type { Facts, Finding } from './facts.ts'
import { amiss, fine, isAtLeast } from './finding.ts'

export function toVmFindings(facts: Facts): Finding[] {
  const { programs } = facts
  const [hasVirtualBox, hasQemu] = [programs.VBoxManage !== undefined, programs.QEMU !== undefined]
  return [
    ...(hasVirtualBox || hasQemu ? [virtualisation(facts)] : []),
    ...(hasVirtualBox ? [...driver(facts), ...hyperV(facts), ...appleSilicon(facts)] : []),
    ...(hasQemu ? kvm(facts) : []),
  ]
}

const QEMU_INSTEAD = 'or npm run vm -- create --hypervisor qemu'

function virtualisation({ hasVirtualisation }: Facts): Finding {
  if (hasVirtualisation === undefined) return fine('virtualisation', false, 'the system does not tell')
  if (hasVirtualisation) return fine('virtualisation', false, 'the processor helps')
  const remedy = 'switch VT-x or AMD-V on in the firmware; in a virtual machine: nested virtualisation'
  return amiss(
    'virtualisation',
    false,
    'the processor does not help',
    'virtual machines are slow or do not start',
    remedy,
  )
}

function driver({ vm: { hasVirtualBoxDriver } }: Facts): Finding[] {
  if (hasVirtualBoxDriver !== false) return []
  const remedy = `sudo modprobe vboxdrv; where there is no such module, install virtualbox-dkms and the kernel's headers (Oracle's package: sudo /sbin/vboxconfig), ${QEMU_INSTEAD}`
  return [amiss('VirtualBox driver', false, '/dev/vboxdrv is not there', 'VirtualBox starts no machine', remedy)]
}

function hyperV({ vm: { hasHyperV } }: Facts): Finding[] {
  if (hasHyperV !== true) return []
  const remedy = `VirtualBox 7 can share the processor, slowly; bcdedit /set hypervisorlaunchtype off and a restart give it up (then WSL 2 and Docker do not work), ${QEMU_INSTEAD}`
  return [
    amiss(
      'Hyper-V',
      false,
      'has the processor, as WSL 2 and Docker want it',
      'VirtualBox is slow, or starts no machine',
      remedy,
    ),
  ]
}

const FIRST_FOR_ARM = '7.1'

function appleSilicon({ programs, vm: { isAppleSilicon } }: Facts): Finding[] {
  const version = programs.VBoxManage ?? ''
  if (!isAppleSilicon) return []
  if (isAtLeast(version, FIRST_FOR_ARM)) return [fine('Apple silicon', false, 'npm run vm takes Ubuntu for ARM')]
  const remedy = `brew upgrade --cask virtualbox, ${QEMU_INSTEAD}`
  return [
    amiss('Apple silicon', false, `VirtualBox ${version}`, `before ${FIRST_FOR_ARM} it has no machines for it`, remedy),
  ]
}

function kvm({ vm }: Facts): Finding[] {
  if (vm.kvm !== 'denied') return []
  const remedy = 'sudo usermod -aG kvm "$USER", then log in again'
  return [amiss('KVM', false, '/dev/kvm may not be used by you', 'QEMU is ten times as slow', remedy)]
}
