// What is remembered of a VM that was made here: proof that it is ours, and how to reach it. Pure.
import * as v from 'valibot'

const text = v.pipe(v.string(), v.nonEmpty())
const integer = v.pipe(v.number(), v.safeInteger())
const port = v.pipe(integer, v.minValue(1), v.maxValue(65_535))

const RECORD = v.strictObject({
  schema: v.literal('hopwise-machine/1'),
  name: text,
  hypervisor: v.picklist(['virtualbox', 'qemu']),
  /** The VM's UUID, chosen before it is made: so that half of one is ours, too. */
  id: v.pipe(v.string(), v.uuid()),
  /** False while it is being made. */
  isMade: v.boolean(),
  /** Ports of the backends, the same inside and on 127.0.0.1. */
  ports: v.pipe(v.array(port), v.minLength(1)),
  sshPort: port,
  user: text,
  memoryMb: integer,
  cpus: integer,
  boot: v.optional(v.strictObject({ kernel: v.string(), initrd: v.optional(v.string()), append: v.string() })),
  /** QEMU: a saved state is on the disk. */
  isSaved: v.boolean(),
})

export type MachineRecord = Readonly<v.InferOutput<typeof RECORD>>

/** undefined where `text` is no record, such as one that was cut or written by a later version. */
export function toRecord(text: string): MachineRecord | undefined {
  try {
    return v.parse(RECORD, JSON.parse(text))
  } catch {
    return undefined
  }
}
