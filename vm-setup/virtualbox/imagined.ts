// For --dry-run: a VBoxManage that shows every command and answers as the real one would, about one VM that is imagined. So the very
// code that runs is what prints. Pure, but for what it remembers.
import type { Listed } from '../hypervisor.ts'
import { toShellWords } from '../shell-words.ts'
import type { VBoxManage } from './vboxmanage.ts'

export type ImaginedState = 'absent' | 'poweroff' | 'running' | 'saved'

export function imaginedVBoxManage(
  { name, id }: Listed,
  state: ImaginedState,
  forwards: readonly string[],
  tell: (line: string) => void,
): VBoxManage {
  let now = state
  const run = async (...args: string[]): Promise<string> => {
    tell(`$ ${toShellWords(['VBoxManage', ...args])}`)
    const [verb, what, how] = args
    if (verb === 'startvm') now = 'running'
    if (verb === 'controlvm') now = how === 'savestate' ? 'saved' : 'poweroff'
    const isListed = now !== 'absent' && (what === 'vms' || now === 'running')
    if (verb === 'list') return isListed ? `"${name}" {${id}}\n` : ''
    if (verb === 'createvm') now = 'poweroff'
    if (verb === 'showvminfo') return info(name, id, now, forwards)
    return verb === '--version' ? '7.2.0r0\n' : ''
  }
  return { ask: run, order: run, orderLong: run }
}

function info(name: string, id: string, state: ImaginedState, forwards: readonly string[]): string {
  const rules = forwards.map((rule, index) => `Forwarding(${index})="${rule}"`)
  return [`name="${name}"`, `UUID="${id}"`, `VMState="${state}"`, ...rules].join('\n')
}
