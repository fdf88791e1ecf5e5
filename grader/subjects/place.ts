// EDGE: names the folder below which subjects keep what they may write. In a sandbox it is a disk of its own, so that a subject
// that fills it harms only itself (sandbox/worker-command.ts).
import { tmpdir } from 'node:os'

export function subjectsPlace(): string {
  return process.env.HOPWISE_SUBJECTS ?? tmpdir()
}
