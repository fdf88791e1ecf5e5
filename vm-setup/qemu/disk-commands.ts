// The commands of qemu-img that make a VM's disk of an image. Pure.
import type { MachinePlan } from '../hypervisor.ts'
import { diskFile } from './qemu-arguments.ts'

/** What `qemu-img` is told, in order. The image is copied: it may be removed from the cache. */
export function toDiskCommands({
  image,
  folder,
  diskGb,
}: Pick<MachinePlan, 'image' | 'folder' | 'diskGb'>): string[][] {
  const disk = diskFile(folder)
  return [
    ['convert', '-O', 'qcow2', image, disk],
    ['resize', disk, `${diskGb}G`],
  ]
}
