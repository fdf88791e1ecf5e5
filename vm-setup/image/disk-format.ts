// What kind of disk image a file is, by its first octets. Pure.

export type DiskFormat = 'qcow2' | 'vmdk' | 'vdi' | 'raw'

/** So many of the first octets are looked at. */
export const HEAD_BYTES = 2048

/** undefined: it is no disk image. */
export function diskFormat(head: Buffer): DiskFormat | undefined {
  const starts = (text: string) => head.subarray(0, text.length).toString('latin1') === text
  if (starts('QFI\xfb')) return 'qcow2'
  if (starts('KDMV')) return 'vmdk'
  if (head.subarray(0x40, 0x44).toString('hex') === '7f10dabe') return 'vdi'
  const isPartitioned = head.length >= 512 && head[510] === 0x55 && head[511] === 0xaa
  // ext2 to ext4 have their magic number in the superblock, at 1024.
  const isExt = head.length >= 1082 && head[1080] === 0x53 && head[1081] === 0xef
  return isPartitioned || isExt ? 'raw' : undefined
}
