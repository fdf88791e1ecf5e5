// EDGE: builds and starts. The real VBoxManage of Debian's package, in a tree of its own, behind a small program of that name: it sees the
// temporary folder under the same path, and remembers its machines in a folder of the test.
import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { aptMirror } from './apt-settings.ts'
import { cached } from './cached.ts'
import { type DebianTree, makeDebianTree } from './debian-tree.ts'

/** Names a command of VBoxManage, such as `createvm`. */
export const KILL_CALLER_AFTER = 'HOPWISE_TEST_KILL_CALLER_AFTER'

/** VirtualBox stands in contrib of sid. Its kernel module is passed over: no kernel here would take it. */
export async function virtualBoxTree(): Promise<string> {
  const tree: DebianTree = {
    suite: 'sid',
    mirror: await aptMirror(),
    components: ['main', 'contrib'],
    packages: ['virtualbox'],
    pretended: { 'hopwise-no-vboxdrv': 'virtualbox-modules' },
  }
  return cached('virtualbox', tree, async folder => {
    await makeDebianTree(folder, tree)
    await mkdir(join(folder, tmpdir()), { recursive: true })
  })
}

/** Writes a program VBoxManage below `home` and returns its file. */
export async function writeVBoxManage(tree: string, home: string): Promise<string> {
  const file = join(home, 'bin', 'VBoxManage')
  await mkdir(join(home, 'bin'), { recursive: true })
  await mkdir(join(home, 'virtualbox'), { recursive: true })
  // Mounts of this program's own, which end with it. The socket between its processes has a name of its own, too.
  const inside = [
    `mount --bind '${tmpdir()}' '${tree}${tmpdir()}'`,
    ...['/proc', '/dev', '/sys'].map(place => `mount --rbind ${place} '${tree}${place}'`),
    `exec chroot '${tree}' env -i PATH=/usr/bin:/bin HOME='${home}/virtualbox' VBOX_USER_HOME='${home}/virtualbox' VBOX_IPC_SOCKETID='${process.pid}' LC_ALL=C.UTF-8 VBoxManage "$@"`,
  ]
  const lines = [
    '#!/bin/sh',
    `unshare --mount sh -ec '`,
    ...inside.map(line => line.replaceAll("'", `'"'"'`)),
    `' VBoxManage "$@"`,
    'status=$?',
    // For tests of what is half made: whoever called is gone behind this very step.
    `[ "$1" != "\${${KILL_CALLER_AFTER}-}" ] || kill -9 "$PPID"`,
    'exit "$status"',
    '',
  ]
  await writeFile(file, lines.join('\n'), { mode: 0o755 })
  return file
}
