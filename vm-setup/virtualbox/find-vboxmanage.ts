// Where VBoxManage is: VBOX_MANAGE, the PATH, or where VirtualBox's installers put it.
import { join } from 'node:path'
import { findProgram, HERE, type Surroundings } from '../find-program.ts'
import { VmError } from '../vm-error.ts'

/** Its file. Throws VmError, one line with the remedy. */
export function findVBoxManage(here: Surroundings = HERE): string {
  const { platform, env, isProgram } = here
  const named = env.VBOX_MANAGE
  if (named) {
    if (isProgram(named)) return named
    throw new VmError(`VBOX_MANAGE is ${named}, where no program is: name VBoxManage's file there, or unset it`)
  }
  const found = findProgram(['VBoxManage'], usualPlaces(platform, env), here)
  if (found !== undefined) return found
  throw new VmError(
    `VBoxManage is not installed here (neither on the PATH nor where it usually is): ${remedy(platform)}, set VBOX_MANAGE to its file, or use --hypervisor qemu`,
  )
}

function usualPlaces(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string[] {
  if (platform === 'darwin')
    return ['/Applications/VirtualBox.app/Contents/MacOS/VBoxManage', '/usr/local/bin/VBoxManage']
  if (platform !== 'win32') return ['/usr/bin/VBoxManage', '/usr/local/bin/VBoxManage', '/opt/VirtualBox/VBoxManage']
  // Both are set by the installer, the one or the other by its age.
  const folders = [
    env.VBOX_MSI_INSTALL_PATH,
    env.VBOX_INSTALL_PATH,
    join(env.ProgramFiles ?? 'C:\\Program Files', 'Oracle', 'VirtualBox'),
  ]
  return folders.filter(folder => folder !== undefined).map(folder => join(folder, 'VBoxManage.exe'))
}

function remedy(platform: NodeJS.Platform): string {
  switch (platform) {
    case 'darwin':
      return 'brew install --cask virtualbox'
    case 'win32':
      return 'winget install Oracle.VirtualBox'
    default:
      return "install VirtualBox (your distribution's package virtualbox, or virtualbox.org)"
  }
}
