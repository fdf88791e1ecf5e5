// The system programs that the project can make use of: what for, what works without them, and how each system installs
// them. Pure.
import type { System } from './facts.ts'

export interface UsefulProgram {
  /** As it is called on the command line, and as the table says it. */
  readonly name: string
  /** The names of its file, the first that is there counts. */
  readonly files: readonly string[]
  /** The argument that makes it say its version. */
  readonly versionFlag: string
  readonly without: string
  /** Where its installer puts it on systems that do not put it on the PATH. */
  readonly places?: readonly string[]
  /** How it is installed where that is not by a package. */
  readonly commands?: Readonly<Partial<Record<System, string>>>
  /** The package's name, where it is not the program's. */
  readonly packages?: Readonly<Partial<Record<System, string>>>
}

export const USEFUL_PROGRAMS: readonly UsefulProgram[] = [
  {
    name: 'nginx',
    files: ['nginx'],
    versionFlag: '-v',
    without: 'embedded backends take its place; peer:nginx cannot be graded',
  },
  {
    name: 'wrk',
    files: ['wrk'],
    versionFlag: '-v',
    without: 'autocannon, which npm has installed, makes the load; npm run bench does not work',
  },
  { name: 'haproxy', files: ['haproxy'], versionFlag: '-v', without: 'peer:haproxy cannot be graded' },
  { name: 'caddy', files: ['caddy'], versionFlag: 'version', without: 'peer:caddy cannot be graded' },
  {
    name: 'python3',
    files: ['python3'],
    versionFlag: '--version',
    without: 'submissions in Python cannot be graded',
    packages: { brew: 'python' },
  },
  {
    name: 'tshark',
    files: ['tshark'],
    versionFlag: '--version',
    without: 'captures are written all the same; Wireshark elsewhere can open them',
    packages: { brew: 'wireshark' },
  },
  {
    name: 'chromium',
    files: ['chromium', 'chromium-browser', 'google-chrome'],
    versionFlag: '--version',
    without: 'any browser shows the reports; the slow tests of their looks are not run',
  },
  {
    name: 'VBoxManage',
    files: ['VBoxManage'],
    versionFlag: '--version',
    without:
      'no lab VM with VirtualBox; npm run vm -- create --hypervisor qemu makes it with QEMU, and nginx on this machine or embedded backends take its place',
    places: [
      '/Applications/VirtualBox.app/Contents/MacOS/VBoxManage',
      'C:\\Program Files\\Oracle\\VirtualBox\\VBoxManage.exe',
    ],
    packages: { apt: 'virtualbox', brew: '--cask virtualbox' },
    commands: { windows: 'winget install Oracle.VirtualBox' },
  },
  {
    name: 'QEMU',
    files: ['qemu-system-x86_64', 'qemu-system-aarch64'],
    versionFlag: '--version',
    without: 'no lab VM with QEMU; VirtualBox makes it, too',
    places: ['C:\\Program Files\\qemu\\qemu-system-x86_64.exe'],
    packages: { apt: 'qemu-system-x86 qemu-utils', brew: 'qemu' },
    commands: { windows: 'winget install SoftwareFreedomConservancy.QEMU' },
  },
  {
    name: 'bubblewrap',
    files: ['bwrap'],
    versionFlag: '--version',
    without: 'submissions run uncontained, as programs of your own: grade only those that you trust',
    packages: { apt: 'bubblewrap' },
  },
]

const LINUX_ONLY = new Set(['bubblewrap'])

export function howToInstall({ name, packages, commands }: UsefulProgram, system: System): string {
  const command = commands?.[system]
  if (command !== undefined) return command
  const named = packages?.[system] ?? name
  switch (system) {
    case 'apt':
      // VirtualBox left Debian's main archive.
      return named === 'virtualbox'
        ? 'sudo apt install virtualbox, or the package of virtualbox.org'
        : `sudo apt install ${named}`
    case 'brew':
      return LINUX_ONLY.has(name) ? 'only on Linux' : `brew install ${named}`
    case 'windows':
      return `in WSL (wsl --install): sudo apt install ${packages?.apt ?? name}`
    case 'other':
      return `install ${named} with the package manager of this system`
  }
}
