// Knows what is wrong with the nesting, the quoting and the characters of markup: enough of XML and HTML to catch what an
// unescaped byte would break.

const VOID = new Set(['meta', 'link', 'br', 'input'])
const TAG = /<(\/?)([a-zA-Z][\w-]*)((?:\s+[a-zA-Z][\w:-]*(?:="[^"<]*")?)*)\s*(\/?)>/y
const DECLARATION =
  /<(?:!doctype html|\?xml version="1\.0" encoding="UTF-8"\?)>|<\?xml version="1\.0" encoding="UTF-8"\?>/y
const ENTITY = /&(?!#\d+;|amp;|lt;|gt;|quot;)/
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u

/** One line each; none where the markup is well-formed. `raw`: elements whose content is no markup. */
export function faultsOf(text: string, raw: readonly string[] = []): string[] {
  const faults: string[] = []
  const open: string[] = []
  if (FORBIDDEN.test(text)) faults.push(`a character that XML forbids: ${JSON.stringify(FORBIDDEN.exec(text)?.[0])}`)
  let at = 0
  while (at < text.length) {
    const next = text.indexOf('<', at)
    const between = text.slice(at, next === -1 ? text.length : next)
    if (ENTITY.test(between)) faults.push(`a bare ampersand in ${JSON.stringify(between.slice(0, 60))}`)
    if (next === -1) break
    const tag = matchAt(DECLARATION, text, next) ?? matchAt(TAG, text, next)
    if (tag === undefined) return [...faults, `no tag: ${JSON.stringify(text.slice(next, next + 60))}`]
    at = next + tag[0].length
    const [, closing, name = '', attributes = '', selfClosing] = tag
    if (ENTITY.test(attributes)) faults.push(`a bare ampersand in ${tag[0]}`)
    if (name === '' || selfClosing === '/' || VOID.has(name)) continue
    if (closing === '/') {
      const last = open.pop()
      if (last !== name) return [...faults, `${tag[0]} closes ${last}`]
    } else {
      open.push(name)
      if (raw.includes(name)) at = text.indexOf(`</${name}>`, at)
    }
  }
  return open.length > 0 ? [...faults, `not closed: ${open.join(', ')}`] : faults
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at
  return pattern.exec(text) ?? undefined
}
