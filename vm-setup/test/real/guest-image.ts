// EDGE: builds. The image of a Debian machine as the clouds have it: a kernel, systemd, cloud-init, a boot loader, one partition that
// grows. It stands for Ubuntu's image, and knows nothing of the lab.
import { open, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { aptMirror } from './apt-settings.ts'
import { cached } from './cached.ts'
import { type DebianTree, inTree, makeDebianTree } from './debian-tree.ts'
import { must } from './run.ts'

const PACKAGES = [
  ...['systemd', 'systemd-sysv', 'udev', 'dbus', 'linux-image-cloud-amd64', 'grub-pc-bin'],
  ...['cloud-init', 'cloud-guest-utils', 'netplan.io', 'iproute2', 'openssh-server', 'sudo'],
]
const SECTOR = 512
const PARTITION_START = 2048
const PARTITION_SECTORS = (2 * 2 ** 30) / SECTOR
/** What every GRUB reads, however old, and whatever mke2fs makes by itself. */
const EXT4 = 'none,has_journal,extent,filetype,dir_index,sparse_super,large_file'

const FILES: Readonly<Record<string, string>> = {
  'etc/fstab': 'LABEL=root / ext4 defaults 0 1\n',
  // The DNS of user-mode networks, QEMU's and VirtualBox's alike.
  'etc/resolv.conf': 'nameserver 10.0.2.3\n',
  // Each machine makes its own.
  'etc/machine-id': '',
  'boot/grub/grub.cfg': [
    'serial --unit=0',
    'terminal_output serial',
    'set timeout=0',
    'menuentry lab {',
    '  linux /vmlinuz root=LABEL=root ro console=ttyS0',
    '  initrd /initrd.img',
    '}\n',
  ].join('\n'),
}

/** The image's file, qcow2. */
export async function guestImage(): Promise<string> {
  const release = await readFile('/etc/os-release', 'utf8')
  const tree: DebianTree = {
    suite: /^ID=debian$/m.test(release) ? (/^VERSION_CODENAME=(\w+)$/m.exec(release)?.[1] ?? 'bookworm') : 'bookworm',
    mirror: await aptMirror(),
    components: ['main'],
    packages: PACKAGES,
  }
  const folder = await cached('guest', [tree, FILES, EXT4, PARTITION_SECTORS], async folder => {
    const root = join(folder, 'root')
    await must('mkdir', ['-p', folder])
    await makeDebianTree(root, tree)
    await rm(join(root, 'etc/resolv.conf'), { force: true })
    await must('mkdir', ['-p', join(root, 'boot/grub')])
    for (const [file, text] of Object.entries(FILES)) await writeFile(join(root, file), text)
    await must('sh', ['-c', `rm -rf '${root}'/etc/ssh/ssh_host_* '${root}'/var/lib/apt/lists/* '${root}'/tmp/*`])
    await makeDisk(root, join(folder, 'disk.raw'))
    await must('qemu-img', ['convert', '-O', 'qcow2', join(folder, 'disk.raw'), join(folder, 'disk.qcow2')])
    await rm(join(folder, 'disk.raw'))
    await rm(root, { recursive: true })
  })
  return join(folder, 'disk.qcow2')
}

/** A partition table, GRUB before the first partition, and an ext4 file system with the tree in it. */
async function makeDisk(root: string, disk: string): Promise<void> {
  const modules = ['biosdisk', 'part_msdos', 'ext2', 'normal', 'linux', 'serial', 'terminal']
  const core = '/boot/grub/core.img'
  await inTree(root, 'grub-mkimage', '-O', 'i386-pc', '-o', core, '-p', '(hd0,msdos1)/boot/grub', ...modules)
  await must('truncate', ['-s', String((PARTITION_START + PARTITION_SECTORS) * SECTOR), disk])
  const offset = `offset=${PARTITION_START * SECTOR}`
  const blocks = `${(PARTITION_SECTORS * SECTOR) / 1024}k`
  await must('mke2fs', ['-q', '-F', '-t', 'ext4', '-L', 'root', '-O', EXT4, '-d', root, '-E', offset, disk, blocks])
  const file = await open(disk, 'r+')
  try {
    const boot = await readFile(join(root, 'usr/lib/grub/i386-pc/boot.img'))
    await file.write(toMasterBootRecord(boot), 0, SECTOR, 0)
    const loader = await readFile(join(root, core))
    if (loader.length > (PARTITION_START - 1) * SECTOR)
      throw new Error('GRUB is too large for the place before the partition')
    await file.write(loader, 0, loader.length, SECTOR)
  } finally {
    await file.close()
  }
}

/** GRUB's first sector with a table of one partition, to be booted from. */
function toMasterBootRecord(boot: Buffer): Buffer {
  const record = Buffer.alloc(SECTOR)
  boot.copy(record, 0, 0, 440)
  const entry = 446
  record.writeUInt8(0x80, entry)
  // Heads and cylinders beyond what they can say: the sector's number counts.
  Buffer.from([0xfe, 0xff, 0xff, 0x83, 0xfe, 0xff, 0xff]).copy(record, entry + 1)
  record.writeUInt32LE(PARTITION_START, entry + 8)
  record.writeUInt32LE(PARTITION_SECTORS, entry + 12)
  record.writeUInt16LE(0xaa55, 510)
  return record
}
