// EDGE: reads and writes the records of the VMs that were made here.
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type LabHome, machineFolder } from './lab-home.ts'
import { type MachineRecord, toRecord } from './machine-record.ts'
import { makeFolder } from './make-folder.ts'
import { VmError } from './vm-error.ts'

const FILE = 'machine.json'

export interface MachineStore {
  /** undefined: no VM of this name was made here. */
  read(name: string): Promise<MachineRecord | undefined>
  write(record: MachineRecord): Promise<void>
  /** With the whole folder of the VM. */
  remove(name: string): Promise<void>
  all(): Promise<readonly MachineRecord[]>
}

export function machineStore(home: LabHome): MachineStore {
  const fileOf = (name: string) => join(machineFolder(home, name), FILE)
  return {
    read: name => readRecord(fileOf(name)),
    async write(record) {
      await makeFolder(machineFolder(home, record.name))
      // Whole or not at all: half a record would be nobody's.
      const file = fileOf(record.name)
      await writeFile(`${file}.new`, `${JSON.stringify(record, null, 2)}\n`)
      await rename(`${file}.new`, file)
    },
    remove: name => rm(machineFolder(home, name), { recursive: true, force: true, maxRetries: 3 }),
    async all() {
      const folders = await readdir(home.machines).catch(() => [])
      const records = await Promise.all(
        folders.map(folder => readRecord(join(home.machines, folder, FILE)).catch(() => undefined)),
      )
      return records.filter(record => record !== undefined)
    },
  }
}

async function readRecord(file: string): Promise<MachineRecord | undefined> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new VmError(`${file} cannot be read: ${(error as Error).message}`)
  }
  const record = toRecord(text)
  if (record === undefined)
    throw new VmError(`${file} is damaged, or of another version of Hopwise: remove the VM by hand, then its folder`)
  return record
}

/** For --dry-run: what is written is remembered, and no file is touched. */
export function imaginedStore(records: readonly MachineRecord[]): MachineStore {
  const known = new Map(records.map(record => [record.name, record]))
  return {
    read: async name => known.get(name),
    write: async record => void known.set(record.name, record),
    remove: async name => void known.delete(name),
    all: async () => [...known.values()],
  }
}
