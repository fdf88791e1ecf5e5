// What VBoxManage says for programs: `list vms` and `showvminfo --machinereadable`. Pure.
import type { Forward, Listed, Machine, MachineState } from '../hypervisor.ts'

/** Of lines such as `"Ubuntu" {5f2c…}`. What else stands there (warnings of Debian's wrapper) is passed over. */
export function toListed(listing: string): Listed[] {
  return [...listing.matchAll(/^"(.*)" \{([0-9a-f-]{36})\}\r?$/gm)].map(([, name = '', id = '']) => ({ name, id }))
}

/**
 * Of lines such as `VMState="running"`, `memory=2048`, `"SATA-0-0"="/a/disk.vdi"`. A value in quotes may go over several lines,
 * and has its quotes and backslashes escaped.
 */
export function toInfo(text: string): ReadonlyMap<string, string> {
  const pattern = /^(?:"((?:[^"\\]|\\.)*)"|([^\s"=]+))=(?:"((?:[^"\\]|\\.)*)"|([^"\r\n]*))\r?$/gm
  return new Map(
    [...text.matchAll(pattern)].map(([, quotedKey, key, quoted, plain]) => [
      unescaped(quotedKey) ?? key ?? '',
      unescaped(quoted) ?? plain ?? '',
    ]),
  )
}

function unescaped(text: string | undefined): string | undefined {
  return text?.replace(/\\(["\\])/g, '$1')
}

/** undefined where the text tells of no VM. */
export function toMachine(info: ReadonlyMap<string, string>): Machine | undefined {
  const [name, id, stateWord] = [info.get('name'), info.get('UUID'), info.get('VMState')]
  if (name === undefined || id === undefined || stateWord === undefined) return undefined
  return { name, id, stateWord, state: STATES[stateWord] ?? 'busy', forwards: toForwards(info), addresses: [] }
}

/** VirtualBox's MachineState, as showvminfo writes it. */
const STATES: Readonly<Record<string, MachineState>> = {
  poweroff: 'off',
  aborted: 'off',
  saved: 'saved',
  'aborted-saved': 'saved',
  running: 'running',
  paused: 'paused',
  gurumeditation: 'broken',
  stuck: 'broken',
}

/** `Forwarding(0)="ssh,tcp,127.0.0.1,2222,,22"`: name, protocol, host's address and port, guest's address and port. */
function toForwards(info: ReadonlyMap<string, string>): Forward[] {
  return [...info]
    .filter(([key]) => /^Forwarding\(\d+\)$/.test(key))
    .map(([, value]) => value.split(','))
    .filter(([, protocol]) => protocol === 'tcp')
    .map(([name = '', , hostIp = '', hostPort, , guestPort]) => ({
      name,
      hostIp,
      hostPort: Number(hostPort),
      guestPort: Number(guestPort),
    }))
}

/** Of `guestproperty enumerate`, in its form before 7.0 and since: the guest's IPv4 addresses, which its Guest Additions tell. */
export function toAddresses(properties: string): string[] {
  const pattern = /\/VirtualBox\/GuestInfo\/Net\/\d+\/V4\/IP(?:, value:|\s*==?\s*)\s*'?(\d+(?:\.\d+){3})/g
  // NAT's own network cannot be reached from outside it.
  return [...properties.matchAll(pattern)].map(([, ip = '']) => ip).filter(ip => !ip.startsWith('10.0.2.'))
}

/** Debian's `7.2.22_Debianr175245`, Oracle's `7.0.16r162802`: the first two numbers. */
export function toVersion(
  text: string,
): { readonly text: string; readonly major: number; readonly minor: number } | undefined {
  const [found, major, minor] = /^(\d+)\.(\d+)\.\d+\S*/m.exec(text) ?? []
  return found === undefined ? undefined : { text: found, major: Number(major), minor: Number(minor) }
}
