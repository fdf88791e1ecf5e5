// What is remembered of a VM that was made here: proof that it is ours, and how to reach it. Pure.
import { z } from 'zod'

const port = z.int().min(1).max(65_535)

const RECORD = z.strictObject({
  schema: z.literal('hopwise-machine/1'),
  name: z.string().min(1),
  hypervisor: z.enum(['virtualbox', 'qemu']),
  /** The VM's UUID, chosen before it is made: so that half of one is ours, too. */
  id: z.uuid(),
  /** False while it is being made. */
  isMade: z.boolean(),
  /** Ports of the backends, the same inside and on 127.0.0.1. */
  ports: z.array(port).min(1),
  sshPort: port,
  user: z.string().min(1),
  memoryMb: z.int(),
  cpus: z.int(),
  boot: z.strictObject({ kernel: z.string(), initrd: z.string().optional(), append: z.string() }).optional(),
  /** QEMU: a saved state is on the disk. */
  isSaved: z.boolean(),
})

export type MachineRecord = Readonly<z.infer<typeof RECORD>>

/** undefined where `text` is no record, such as one that was cut or written by a later version. */
export function toRecord(text: string): MachineRecord | undefined {
  try {
    return RECORD.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}
