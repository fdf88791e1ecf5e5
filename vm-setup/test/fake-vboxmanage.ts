// Started in the place of VBoxManage: it answers as VirtualBox 7.2 did when it was asked, keeps its machines in a file, and notes each call.
// The file may name commands that fail, with what they then say.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export interface FakeWorld {
  version: string
  vms: { name: string; id: string; state: string; forwards: string[]; folder: string }[]
  calls: string[][]
  /** The state of a VM that was started; undefined: it runs. */
  startsAs?: string
  /** By the first word of the command. */
  failures: Record<string, { stderr: string; code: number; times?: number; sleepMs?: number }>
}

const WARNING = `WARNING: The character device /dev/vboxdrv does not exist.
\t Please install the virtualbox-dkms package and the appropriate
\t headers, most likely linux-headers-v669.

\t You will not be able to start VMs until this problem is fixed.
`

const [file = '', ...args] = process.argv.slice(2)
const world: FakeWorld = JSON.parse(readFileSync(file, 'utf8'))
world.calls.push(args)
const [verb = '', what = '', ...rest] = args
const vm = world.vms.find(({ name, id }) => name === what || id === what)
const failure = world.failures[verb]

if (failure !== undefined && failure.times !== 0) {
  if (failure.times !== undefined) failure.times -= 1
  if (failure.sleepMs !== undefined) {
    save()
    // Nobody waits for it any more when whoever started it is gone.
    const parent = process.ppid
    const until = performance.now() + failure.sleepMs
    while (performance.now() < until) {
      await new Promise(resolve => setTimeout(resolve, 100))
      if (process.ppid !== parent) process.exit(1)
    }
  }
  answer('', failure.stderr, failure.code)
} else run()

function run(): void {
  switch (verb) {
    case '--version':
      return answer(`${world.version}\n`)
    case 'list': {
      const listed = world.vms.filter(({ state }) => what === 'vms' || state === 'running')
      return answer(listed.map(({ name, id }) => `"${name}" {${id}}\n`).join(''))
    }
    case 'createvm': {
      const folder = join(after('--basefolder'), after('--name'))
      if (existsSync(folder)) return complain(`Machine settings file '${folder}' already exists`)
      mkdirSync(folder, { recursive: true })
      world.vms.push({ name: after('--name'), id: after('--uuid'), state: 'poweroff', forwards: [], folder })
      return answer(`Virtual machine '${after('--name')}' is created and registered.\n`)
    }
    case 'clonemedium':
    case 'convertfromraw': {
      const target = args.find(word => word.endsWith('.vdi')) ?? ''
      if (!existsSync(dirname(target))) return complain(`Could not create the clone medium '${target}'`)
      writeFileSync(target, 'a disk')
      return answer('', '0%...10%...20%...100%\n')
    }
    case 'modifymedium':
    case 'storageattach':
    case 'storagectl':
      return answer('')
    case 'closemedium':
      return complain('Could not find file for the medium')
    case 'guestproperty':
      return answer('No properties found.\n')
  }
  if (vm === undefined) return complain(`Could not find a registered machine named '${what}'`)
  switch (verb) {
    case 'modifyvm':
      vm.forwards.push(...args.filter((_word, index) => args[index - 1] === '--natpf1'))
      return answer('')
    case 'showvminfo': {
      if (vm.name === '<inaccessible>') return answer(`name="<inaccessible>"\nUUID="${vm.id}"\n`)
      const rules = vm.forwards.map((rule, index) => `Forwarding(${index})="${rule}"`)
      const lines = [`name="${vm.name}"`, `UUID="${vm.id}"`, 'memory=2048', `VMState="${vm.state}"`, ...rules]
      return answer(`${lines.join('\n')}\n rec_screen0\n`)
    }
    case 'startvm':
      vm.state = world.startsAs ?? 'running'
      return answer(`Waiting for VM "${vm.name}" to power on...\nVM "${vm.name}" has been successfully started.\n`)
    case 'controlvm':
      if (vm.state !== 'running') return complain(`Machine '${vm.name}' is not currently running.`)
      vm.state = rest[0] === 'savestate' ? 'saved' : 'poweroff'
      return answer('', '0%...10%...100%\n')
    case 'discardstate':
      vm.state = 'poweroff'
      return answer('')
    case 'unregistervm':
      if (vm.name === '<inaccessible>' && rest.includes('--delete')) return complain('The object is not ready')
      world.vms = world.vms.filter(each => each !== vm)
      rmSync(vm.folder, { recursive: true, force: true })
      return answer('', '0%...100%\n')
    default:
      return complain(`Invalid command '${verb}'`, 2)
  }
}

function after(flag: string): string {
  return args[args.indexOf(flag) + 1] ?? ''
}

function complain(what: string, code = 1): void {
  const details =
    'VBoxManage: error: Details: code NS_ERROR_FAILURE (0x80004005), component MachineWrap, interface IMachine'
  answer('', `VBoxManage: error: ${what}\n${details}\n`, code)
}

function answer(stdout: string, stderr = '', code = 0): void {
  save()
  process.stdout.write(WARNING + stdout)
  process.stderr.write(stderr)
  process.exitCode = code
}

function save(): void {
  // Whole or not at all: a test reads it meanwhile.
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(world))
  renameSync(`${file}.${process.pid}`, file)
}
