// How a hypervisor is given the seed, a folder of files, as a disk with the label CIDATA, without a tool that makes images. Pure
// functions of names: VirtualBox reads a recipe for an ISO (VISO), QEMU shows the folder itself as a FAT disk (vvfat).

const LABEL = 'CIDATA'

/**
 * The text of a `.viso` file: the options of VirtualBox's ISO maker (manual, "VISO file format / RTIsoMaker"). It lies beside the
 * files and names them without a folder: VirtualBox looks for them where the recipe is, and takes a path with a `=` for two.
 * `uuid` names the medium, and its option must be the first and without quotes: VirtualBox knows a recipe by it.
 */
export function toViso(uuid: string, names: readonly string[]): string {
  const options = [`--iprt-iso-maker-file-marker-bourne-sh=${uuid}`, `--volume-id=${LABEL}`]
  return [...options, ...names.map(name => `/${name}=${name}`), ''].join('\n')
}

/** The arguments with which QEMU has the folder, an absolute path, as a disk that it cannot write to. */
export function toVvfatArguments(folder: string): readonly string[] {
  // As JSON, a comma in the path is only a comma.
  const drive = { driver: 'vvfat', 'node-name': 'seed', dir: folder, label: LABEL, 'read-only': true }
  return ['-blockdev', JSON.stringify(drive), '-device', 'virtio-blk-pci,drive=seed']
}
