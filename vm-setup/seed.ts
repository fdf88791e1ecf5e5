// How a hypervisor is given the seed, a folder of files, as a disk with the label CIDATA, without a tool that makes images. Pure
// functions of paths: VirtualBox reads a recipe for an ISO (VISO), QEMU shows the folder itself as a FAT disk (vvfat).

const LABEL = 'CIDATA'

/**
 * The text of a `.viso` file: the options of VirtualBox's ISO maker, quoted as for a Bourne shell (manual, "VISO file format /
 * RTIsoMaker"). `uuid` names the medium; `files` are absolute paths by their names on the disk.
 */
export function toViso(uuid: string, files: Readonly<Record<string, string>>): string {
  const options = [
    `--iprt-iso-maker-file-marker-bourne-sh=${uuid}`,
    `--volume-id=${LABEL}`,
    ...Object.entries(files).map(([name, path]) => `/${name}=${path}`),
  ]
  return `${options.map(quote).join('\n')}\n`
}

/** The arguments with which QEMU has the folder, an absolute path, as a disk that it cannot write to. */
export function toVvfatArguments(folder: string): readonly string[] {
  // As JSON, a comma in the path is only a comma.
  const drive = { driver: 'vvfat', 'node-name': 'seed', dir: folder, label: LABEL, 'read-only': true }
  return ['-blockdev', JSON.stringify(drive), '-device', 'virtio-blk-pci,drive=seed']
}

function quote(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`
}
