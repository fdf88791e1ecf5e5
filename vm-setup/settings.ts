// The command line of `npm run vm`: which verb, of which VM, how. Starts nothing, prints nothing.
import { parseArgs } from 'node:util'
import { asksForHelp, refuseIdleFlags } from './flags.ts'
import type { DirectBoot, HypervisorKind } from './hypervisor.ts'
import { VmError } from './vm-error.ts'

export const VERBS = ['list', 'create', 'start', 'stop', 'status', 'provision', 'ssh', 'destroy'] as const
export type Verb = (typeof VERBS)[number]

/** The course's own VM is called so. */
export const DEFAULT_NAME = 'Ubuntu'

export interface Settings {
  readonly verb: Verb
  readonly name: string
  /** undefined: the one that the VM was made with, else VirtualBox. */
  readonly hypervisor: HypervisorKind | undefined
  readonly dryRun: boolean
  readonly json: boolean
  readonly yes: boolean
  readonly off: boolean
  readonly foreign: boolean
  readonly user: string | undefined
  readonly image: string | undefined
  readonly boot: DirectBoot | undefined
  /** undefined: 8001 to 8003. */
  readonly ports: readonly number[] | undefined
  readonly sshPort: number | undefined
  readonly memoryMb: number
  readonly cpus: number
  readonly diskGb: number
  readonly waitMs: number
  readonly conf: string | undefined
  /** For `ssh`: what is run there; none: a shell. */
  readonly command: readonly string[]
}

/** Throws VmError on anything that is not understood. */
export function readSettings(args: readonly string[], env: NodeJS.ProcessEnv): Settings | 'help' {
  const kept = NEEDED.find(flag => env[`npm_config_${flag.replaceAll('-', '_')}`])
  if (kept !== undefined)
    throw new VmError(`npm kept --${kept} for itself: put -- before the verb, as in npm run vm -- start --${kept} …`)
  if (args.length === 0 || asksForHelp(args)) return 'help'
  const { values, positionals, tokens } = parse(args)
  const [verb, ...command] = positionals
  if (!isVerb(verb))
    throw new VmError(
      `${verb ?? 'no verb'}: the verbs are ${VERBS.join(', ')}, as in npm run vm -- status --name Ubuntu`,
    )
  if (command.length > 0 && verb !== 'ssh')
    throw new VmError(`${command[0]}: ${verb} takes no further word; the VM's name goes behind --name`)
  refuseIdleFlags(
    verb,
    tokens.flatMap(token => (token.kind === 'option' ? [token.name] : [])),
  )
  return {
    ...{ verb, command, name: toName(values.name), hypervisor: toHypervisor(values.hypervisor) },
    ...{ dryRun: values['dry-run'], json: values.json, yes: values.yes, off: values.off, foreign: values.foreign },
    ...{ user: values.user, image: values.image, conf: values.conf, boot: toBoot(values) },
    ports: values.ports === undefined ? undefined : toPorts(values.ports),
    sshPort: values['ssh-port'] === undefined ? undefined : toNumber(values['ssh-port'], 'ssh-port', 1, 65_535),
    memoryMb: toNumber(values.memory, 'memory', 512, 65_536),
    cpus: toNumber(values.cpus, 'cpus', 1, 32),
    diskGb: toNumber(values.disk, 'disk', 4, 1024),
    waitMs: toNumber(values.wait, 'wait', 1, 86_400) * 1000,
  }
}

const NEEDED = ['name', 'hypervisor', 'dry-run', 'image', 'ports', 'off', 'yes', 'json']
/** 15 minutes: without the processor's help a first boot takes ten. */
const WAIT_S = '900'

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      tokens: true,
      options: {
        name: { type: 'string', default: DEFAULT_NAME },
        hypervisor: { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        yes: { type: 'boolean', default: false },
        off: { type: 'boolean', default: false },
        foreign: { type: 'boolean', default: false },
        user: { type: 'string' },
        image: { type: 'string' },
        kernel: { type: 'string' },
        initrd: { type: 'string' },
        append: { type: 'string' },
        ports: { type: 'string' },
        'ssh-port': { type: 'string' },
        memory: { type: 'string', default: '2048' },
        cpus: { type: 'string', default: '2' },
        disk: { type: 'string', default: '12' },
        wait: { type: 'string', default: WAIT_S },
        conf: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
  } catch (error) {
    const [complaint = ''] = (error as Error).message.split(/\. /, 1)
    throw new VmError(`${complaint.replace(/\.$/, '')}; npm run vm -- --help lists the flags`)
  }
}

function isVerb(word: string | undefined): word is Verb {
  return VERBS.some(verb => verb === word)
}

function toName(name: string): string {
  // VBoxManage would take a dash for an option; what no terminal shows is a slip of the keyboard.
  if (name !== '' && name.length <= 80 && !/^[-\s]|\s$|[\p{Cc}/\\"]/u.test(name)) return name
  throw new VmError(
    `--name ${JSON.stringify(name)}: a name has 1 to 80 characters, without slashes and quotes, and does not begin with a dash`,
  )
}

function toHypervisor(text: string | undefined): HypervisorKind | undefined {
  if (text === undefined || text === 'virtualbox' || text === 'qemu') return text
  throw new VmError(`--hypervisor ${text}: virtualbox or qemu`)
}

function toBoot({
  kernel,
  initrd,
  append,
}: {
  kernel?: string
  initrd?: string
  append?: string
}): DirectBoot | undefined {
  if (kernel !== undefined) return { kernel, initrd, append: append ?? 'root=/dev/vda rw console=ttyS0' }
  if (initrd === undefined && append === undefined) return undefined
  throw new VmError('--initrd and --append belong to --kernel, for images without a boot loader')
}

function toPorts(text: string): number[] {
  const ports = text.split(',').map(port => toNumber(port.trim(), 'ports', 1, 65_535))
  if (new Set(ports).size === ports.length) return ports
  throw new VmError(`--ports ${text}: a port stands there twice`)
}

function toNumber(text: string, flag: string, least: number, most: number): number {
  const number = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN
  if (number >= least && number <= most) return number
  throw new VmError(`--${flag} ${text}: a whole number from ${least} to ${most}`)
}
