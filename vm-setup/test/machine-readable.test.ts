import { describe, expect, test } from 'vitest'
import { toAddresses, toInfo, toListed, toMachine, toVersion } from '../virtualbox/machine-readable.ts'

// As VirtualBox 7.2.22 of Debian says it, whose wrapper warns on standard output.
const WARNING = `WARNING: The character device /dev/vboxdrv does not exist.
\t Please install the virtualbox-dkms package and the appropriate
\t headers, most likely linux-headers-v669.

\t You will not be able to start VMs until this problem is fixed.
`
const INFO = `${WARNING}name="Ubuntu"
platformArchitecture="x86"
UUID="11111111-2222-4333-8444-555555555555"
memory=2048
VMState="poweroff"
VMStateChangeTime="2026-11-23T08:17:44.008000000"
"SATA-0-0"="/vms/disk.vdi"
"SATA-ImageUUID-0-0"="cfac92e2-a979-44e3-bf5a-c331e72eee78"
Forwarding(0)="backend-8001,tcp,127.0.0.1,8001,,8001"
Forwarding(1)="ssh,tcp,,2222,10.0.2.15,22"
Forwarding(2)="dns,udp,,53,,53"
 rec_screen0
rec_screen_opts="ac_profile=med"
GuestMemoryBalloon=0
`

test('a list is read past what else is printed', () => {
  const listing = `${WARNING}"Ubuntu" {11111111-2222-4333-8444-555555555555}
"My "best" VM" {21111111-2222-4333-8444-555555555555}\r
"<inaccessible>" {31111111-2222-4333-8444-555555555555}
`
  expect(toListed(listing).map(({ name }) => name)).toEqual(['Ubuntu', 'My "best" VM', '<inaccessible>'])
  expect(toListed(WARNING)).toEqual([])
})

test('the state and the forwarded TCP ports of a VM are read', () => {
  expect(toMachine(toInfo(INFO))).toEqual({
    name: 'Ubuntu',
    id: '11111111-2222-4333-8444-555555555555',
    state: 'off',
    stateWord: 'poweroff',
    forwards: [
      { name: 'backend-8001', hostIp: '127.0.0.1', hostPort: 8001, guestPort: 8001 },
      { name: 'ssh', hostIp: '', hostPort: 2222, guestPort: 22 },
    ],
    addresses: [],
  })
})

test('what is no VM is none', () => {
  expect(toMachine(toInfo(WARNING))).toBeUndefined()
})

describe('values', () => {
  test.each([
    [
      'with quotes and backslashes',
      String.raw`CfgFile="C:\\VMs\\a \"b\".vbox"`,
      'CfgFile',
      String.raw`C:\VMs\a "b".vbox`,
    ],
    ['over several lines', 'description="one\ntwo=2\nVMState="', 'description', 'one\ntwo=2\nVMState='],
    ['with ends of lines of Windows', 'a="1"\r\nVMState="saved"\r\n', 'VMState', 'saved'],
    ['behind a key in quotes', '"SATA-0-0"="/a=b.vdi"', 'SATA-0-0', '/a=b.vdi'],
    ['that are empty', 'vrde=""', 'vrde', ''],
  ])('%s', (_what, text, key, value) => {
    expect(toInfo(text).get(key)).toBe(value)
  })
})

test.each([
  ['running', 'running'],
  ['saved', 'saved'],
  ['aborted-saved', 'saved'],
  ['aborted', 'off'],
  ['gurumeditation', 'broken'],
  ['saving', 'busy'],
  ['a word of a later version', 'busy'],
])('the state %s is %s', (word, state) => {
  const info = new Map([
    ['name', 'a'],
    ['UUID', 'b'],
    ['VMState', word],
  ])
  expect(toMachine(info)?.state).toBe(state)
})

test("the guest's addresses are read in both forms, without that of NAT", () => {
  const before = 'Name: /VirtualBox/GuestInfo/Net/1/V4/IP, value: 192.168.56.101, timestamp: 12, flags: TRANSIENT'
  const since = "/VirtualBox/GuestInfo/Net/0/V4/IP         = '10.0.2.15'         @ 2026-11-23T08:17:44.008Z"
  const other = "/VirtualBox/GuestInfo/Net/2/V4/IP = '192.168.1.7' @ 2026"
  expect(toAddresses([before, since, other].join('\n'))).toEqual(['192.168.56.101', '192.168.1.7'])
  expect(toAddresses('No properties found.')).toEqual([])
})

test.each([
  [`${WARNING}7.2.22_Debianr175245\n`, 7, 2],
  ['6.1.50_Ubuntur161033', 6, 1],
  ['7.0.16r162802\r\n', 7, 0],
])('a version is read: %j', (text, major, minor) => {
  expect(toVersion(text)).toMatchObject({ major, minor })
})

test('what is no version is none', () => {
  expect(toVersion(WARNING)).toBeUndefined()
})
