// EDGE: asks apt. Where this machine gets its packages from, and how: what is built here gets them the same way.
import { run } from './run.ts'

const DEFAULT_MIRROR = 'http://deb.debian.org/debian'

/** The Debian mirror of this machine, such as `http://deb.debian.org/debian`. */
export async function aptMirror(): Promise<string> {
  const format = '$(ORIGIN) $(COMPONENT) $(REPO_URI)'
  const { stdout } = await run('apt-get', ['indextargets', '--format', format, 'Created-By: Packages'])
  return toMirror(stdout)
}

/** Of lines `Debian main http://…/debian/`; the archive of security updates is not a whole one. */
export function toMirror(targets: string): string {
  const lines = targets.split('\n').map(line => line.split(' '))
  const found = lines.find(
    ([origin, component, uri]) => origin === 'Debian' && component === 'main' && !/security/.test(uri ?? ''),
  )
  return found?.[2]?.replace(/\/$/, '') ?? DEFAULT_MIRROR
}

/** A file for apt.conf.d: this machine's proxies, and no check of dates, for a mirror may be as old as a snapshot. */
export async function aptConf(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const { stdout } = await run('apt-config', ['dump'])
  const own = stdout.split('\n').filter(line => /^Acquire::(?:http|https)::Proxy\b/.test(line))
  const proxy = env.http_proxy ?? env.HTTP_PROXY
  const inherited = proxy && own.length === 0 ? [`Acquire::http::Proxy "${proxy}";`] : []
  return [
    ...own,
    ...inherited,
    'Acquire::Check-Valid-Until "false";',
    'Acquire::Check-Date "false";',
    'Acquire::Languages "none";',
    'Acquire::Retries "3";',
    '',
  ].join('\n')
}
