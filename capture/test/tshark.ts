// tshark, asked about a file. EDGE: starts processes.
import { spawnSync } from 'node:child_process'

/** Wireshark leaves checksums alone unless it is told. */
const STRICT = ['-o', 'ip.check_checksum:TRUE', '-o', 'tcp.check_checksum:TRUE']

/** What it prints. Throws with its own words where it does not like the file, or what it was asked. */
export function tshark(file: string, ...args: readonly string[]): string {
  return run('tshark', ['-r', file, ...STRICT, ...args])
}

/** Of each packet that the filter lets through these fields; several values of one are joined by commas. */
export function fieldsOf(file: string, filter: string, names: readonly string[], ...args: string[]): string[][] {
  const columns = names.flatMap(name => ['-e', name])
  return tshark(file, '-N', 'n', ...args, '-Y', filter, '-T', 'fields', ...columns)
    .split('\n')
    .filter(line => line !== '')
    .map(line => line.split('\t'))
}

/** The lines of the experts' table from warnings up, of the dissectors of IP and TCP. */
export function warningsIn(file: string): string[] {
  return tshark(file, '-q', '-z', 'expert,warn')
    .split('\n')
    .filter(line => /\b(?:TCP|IPv4)\b/.test(line))
    .map(line => line.trim().replace(/\s{2,}/g, ' '))
}

/** Where it must be told that streams are HTTP: `-d` for each of these ports. */
export function asHttp(ports: Iterable<number>): string[] {
  return [...ports].flatMap(port => ['-d', `tcp.port==${port},http`])
}

export function run(program: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1e9 })
  if (error !== undefined) throw error
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: exit status ${status}: ${stderr}`)
  return stdout
}
