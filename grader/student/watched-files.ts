// Which of the files that change below a folder are somebody's saves: not packages, histories and caches, not what editors
// write beside a file, not what programs write while they run. Pure.

const FOLDERS = new Set([
  'node_modules',
  '.git',
  '.hopwise',
  '.hg',
  '.svn',
  '__pycache__',
  '.vscode',
  '.idea',
  '.cache',
])
const FILES = [
  // vim: swap files, backups, and the number that it tries first.
  /^\..*\.sw.$/,
  /~$/,
  /^4913$/,
  // Emacs: locks and automatic saves.
  /^\.#/,
  /^#.*#$/,
  /^\.DS_Store$/,
  // What a program or its tools write.
  /\.(?:log|pid|out|tmp|pyc|o|cpuprofile|heapsnapshot|pcap|pcapng)$/,
  /^core(?:\.\d+)?$/,
  // Notes change no program.
  /\.md$/,
]

/** `path` from the watched folder, with either kind of slash. */
export function isSave(path: string): boolean {
  const names = path.split(/[/\\]/)
  const name = names.at(-1) ?? ''
  return !names.some(each => FOLDERS.has(each)) && !FILES.some(pattern => pattern.test(name))
}
