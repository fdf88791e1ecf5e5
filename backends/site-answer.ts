// How the site answers one request: status, headers, body, decided as nginx's static module decides. A pure function
// of the request, so that it can be read as a table beside conf/nginx/site.conf. Opens no socket.
import { LAST_MODIFIED, rootPage, type SiteFile, siteFiles } from './site.ts'

/** What of a request matters to the site. Header names are in lower case. */
export interface SiteRequest {
  readonly method: string
  readonly target: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

export interface SiteAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

const NOTHING = Buffer.alloc(0)

export function answerFor(request: SiteRequest, port: number): SiteAnswer {
  const path = request.target.replace(/^https?:\/\/[^/?]*/i, '').split('?', 1)[0] || '/'
  if (path === '/') return page(200, rootPage(port))
  if (path.startsWith('/nonce/')) return page(200, `${request.target}\n`)
  if (!['GET', 'HEAD', 'POST'].includes(request.method)) return page(405, '405 Not Allowed\n')

  const file = siteFiles().find(file => file.path === path)
  if (file === undefined) return page(404, '404 Not Found\n')
  if (request.method === 'POST') return page(405, '405 Not Allowed\n')
  return fileAnswer(file, request)
}

function fileAnswer(file: SiteFile, request: SiteRequest): SiteAnswer {
  const validators = { ETag: file.etag, 'Last-Modified': LAST_MODIFIED.toUTCString() }
  if (isUnchanged(file, request)) return { status: 304, headers: validators, body: NOTHING }

  const total = file.body.length
  const range = requestedRange(file, request)
  if (range === 'unsatisfiable') {
    const answer = page(416, '416 Requested Range Not Satisfiable\n')
    return { ...answer, headers: { ...answer.headers, 'Content-Range': `bytes */${total}` } }
  }

  const headers = { 'Content-Type': file.type, ...validators }
  if (range === undefined) {
    return { status: 200, headers: { ...headers, ...length(total), 'Accept-Ranges': 'bytes' }, body: file.body }
  }
  const body = file.body.subarray(range.first, range.last + 1)
  const contentRange = `bytes ${range.first}-${range.last}/${total}`
  return { status: 206, headers: { ...headers, ...length(body.length), 'Content-Range': contentRange }, body }
}

// RFC 9110 §13.2.2: If-None-Match decides, and If-Modified-Since only where it is absent.
function isUnchanged(file: SiteFile, { headers }: SiteRequest): boolean {
  const noneMatch = headers['if-none-match']
  if (typeof noneMatch === 'string') {
    const tags = noneMatch.split(',').map(tag => tag.trim().replace(/^W\//, ''))
    return tags.includes('*') || tags.includes(file.etag)
  }
  // Exactly this date, not "this or later": nginx's default (if_modified_since exact).
  return headers['if-modified-since'] === LAST_MODIFIED.toUTCString()
}

interface ByteRange {
  readonly first: number
  readonly last: number
}

// RFC 9110 §14.2. Several ranges at once are answered with the whole file, as the RFC allows; nginx sends multipart.
function requestedRange(file: SiteFile, { headers }: SiteRequest): ByteRange | 'unsatisfiable' | undefined {
  const ifRange = headers['if-range']
  if (ifRange !== undefined && ifRange !== file.etag && ifRange !== LAST_MODIFIED.toUTCString()) return undefined

  const spec = /^bytes=(\d*)-(\d*)$/.exec(String(headers.range ?? ''))
  if (spec === null || (!spec[1] && !spec[2])) return undefined
  const total = file.body.length
  if (!spec[1]) {
    const suffix = Math.min(Number(spec[2]), total)
    return suffix === 0 ? 'unsatisfiable' : { first: total - suffix, last: total - 1 }
  }
  const first = Number(spec[1])
  const last = spec[2] ? Math.min(Number(spec[2]), total - 1) : total - 1
  return first > last ? 'unsatisfiable' : { first, last }
}

function page(status: number, text: string): SiteAnswer {
  const body = Buffer.from(text)
  return { status, headers: { 'Content-Type': 'text/plain', ...length(body.length) }, body }
}

function length(bytes: number): { 'Content-Length': string } {
  return { 'Content-Length': String(bytes) }
}
