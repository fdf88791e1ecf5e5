// A peer: a respected proxy that calibrates the checks. What it fails, the check has to explain. EDGE: writes its conf.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Subject } from '../subject.ts'
import { CannotGrade } from '../verdict.ts'
import { CADDY } from './caddy.ts'
import { findProgram } from './find-program.ts'
import { HAPROXY } from './haproxy.ts'
import { NGINX } from './nginx.ts'
import { type PeerConf, toPeerConf } from './peer-conf.ts'
import { withSoftStop } from './soft-stop.ts'

export interface Peer {
  /** Of its program, of its Debian package, and behind `peer:`. */
  readonly name: string
  /** Its own conf, as text; pure. */
  toConf(conf: PeerConf): string
  /** What stands behind the program's name: in the foreground, with that conf, nothing written outside `directory`. */
  toArguments(confFile: string, directory: string): readonly string[]
  /** The signal by which it stops without cutting anybody off, where that is not SIGTERM. */
  readonly softStop?: 'QUIT' | 'USR1'
}

export const PEERS: readonly Peer[] = [NGINX, HAPROXY, CADDY]

/** They are web servers: of the stages that forward they can do three. */
export function peerSubject(peer: Peer): Subject {
  const { name, softStop } = peer
  return {
    info: { name, kind: 'peer', argument: `peer:${name}` },
    stages: [3, 4, 5],
    oneAtATime: false,
    async prepare() {
      if (findProgram(name) === undefined)
        throw new CannotGrade(`peer:${name}: ${name} is not installed; install it (Debian: apt-get install ${name})`)
    },
    async launch(settings) {
      const { directory } = settings
      const file = join(directory, `${name}.conf`)
      await writeFile(file, peer.toConf(toPeerConf(settings)))
      const argv = [findProgram(name) ?? name, ...peer.toArguments(file, directory)] as const
      return {
        argv: softStop === undefined ? argv : withSoftStop(argv, softStop),
        cwd: directory,
        env: { HOME: directory, XDG_DATA_HOME: directory, XDG_CONFIG_HOME: directory },
      }
    },
    dispose: async () => {},
  }
}
