// What every backend of the course serves, whoever serves it: paths, bodies, dates. Data, and the rule that generates
// the large bodies. conf/nginx/site.conf says the same to nginx. Knows nothing of servers.

export interface SiteFile {
  readonly path: string
  readonly type: string
  readonly body: Buffer
  readonly etag: string
}

/** All files claim this time, so that ETag and Last-Modified are alike on every backend and every machine. */
export const LAST_MODIFIED = new Date('2026-01-01T00:00:00Z')

const KIB = 1024
const SIZES = { '/1k.bin': KIB, '/64k.bin': 64 * KIB, '/1m.bin': KIB * KIB, '/10m.bin': 10 * KIB * KIB }

/** Every file of the site. The bodies are made at the first call and shared by all later ones: do not write to them. */
export function siteFiles(): readonly SiteFile[] {
  files ??= [
    file('/hello.txt', 'text/plain', Buffer.from('Hello from behind the proxy.\n')),
    ...Object.entries(SIZES).map(([path, bytes]) => file(path, 'application/octet-stream', numberedLines(bytes))),
  ]
  return files
}

let files: readonly SiteFile[] | undefined

/** The page that tells the backends apart. */
export function rootPage(port: number): string {
  return `backend ${port}\n`
}

function file(path: string, type: string, body: Buffer): SiteFile {
  // nginx's form: seconds and size in hexadecimal.
  const etag = `"${(LAST_MODIFIED.getTime() / 1000).toString(16)}-${body.length.toString(16)}"`
  return { path, type, body, etag }
}

const LINE_BYTES = 16

/** `bytes` bytes (a multiple of 16) in lines that count from zero: a body that was cut, doubled or mixed up shows where. */
function numberedLines(bytes: number): Buffer {
  const body = Buffer.alloc(bytes)
  for (let line = 0; line < bytes / LINE_BYTES; line++) {
    body.write(`${String(line).padStart(LINE_BYTES - 1, '0')}\n`, line * LINE_BYTES, 'latin1')
  }
  return body
}
