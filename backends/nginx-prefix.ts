// The private folders that nginx runs in: one for the files that all backends serve, one prefix per backend with its
// filled-in configuration, its pid and its error log. EDGE: writes files.
import { mkdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { LAST_MODIFIED, siteFiles } from './site.ts'
import { makeTemporaryFolder } from './temporary-folder.ts'

const TEMPLATES = join(import.meta.dirname, '..', 'conf', 'nginx')

/** Makes the folder that everything of one group of backends lives in, the files already inside. Returns its path. */
export async function makeNginxHome(): Promise<string> {
  const home = makeTemporaryFolder('hopwise-nginx')
  const root = rootOf(home)
  await mkdir(root)
  for (const { path, body } of siteFiles()) {
    await writeFile(join(root, path), body)
    await utimes(join(root, path), LAST_MODIFIED, LAST_MODIFIED)
  }
  return home
}

/** Writes the prefix of one backend into `home` and returns its path. */
export async function makePrefix(
  home: string,
  backend: { address: string; port: number; keepaliveRequests: number | undefined },
): Promise<string> {
  const prefix = join(home, String(backend.port))
  await mkdir(prefix, { recursive: true })
  await fill('nginx.conf', prefix, {
    user: userDirective(),
    keepalive: backend.keepaliveRequests === undefined ? '' : `keepalive_requests ${backend.keepaliveRequests};`,
  })
  await fill('site.conf', prefix, {
    address: backend.address,
    port: String(backend.port),
    root: rootOf(home),
  })
  return prefix
}

function rootOf(home: string): string {
  return join(home, 'files')
}

// An nginx that root starts hands its worker to an unprivileged user, who may not enter a mkdtemp folder. Anybody
// else's nginx cannot change its user, and warns if it is asked to.
function userDirective(): string {
  if (process.getuid?.() !== 0) return ''
  return `user root ${process.platform === 'linux' ? 'root' : 'wheel'};`
}

async function fill(template: string, prefix: string, words: Record<string, string>): Promise<void> {
  const text = await readFile(join(TEMPLATES, template), 'utf8')
  // Comment lines go first: they explain the {{words}}, and a filled-in explanation would be nonsense.
  const directives = text.replace(/^\s*#.*\n/gm, '')
  await writeFile(
    join(prefix, template),
    directives.replace(/\{\{(\w+)\}\}/g, (_, word: string) => words[word] ?? ''),
  )
}
