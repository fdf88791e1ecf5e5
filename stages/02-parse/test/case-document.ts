// EDGE: reads the case documents: Markdown that is a page for people and a table for tests. What a case must say is in
// cases/README.md; a case that does not is an error here, so that none is skipped in silence.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { toWire, type Wire } from './wire-notation.ts'

export interface WireCase {
  readonly title: string
  /** `targets.md:12`, for a person who looks for it. */
  readonly place: string
  readonly wire: Wire
  /** Lines, as they stand in the document. */
  readonly events: readonly string[]
  /** The list items above the wire: `limits: head 100` becomes { limits: 'head 100' }. */
  readonly settings: Readonly<Record<string, string>>
}

/** All cases of all documents in a folder, in order; README.md explains and holds none. */
export function readCases(folder: string): WireCase[] {
  const documents = readdirSync(folder).filter(name => name.endsWith('.md') && name !== 'README.md')
  return documents.sort().flatMap(name => readDocument(name, readFileSync(join(folder, name), 'utf8')))
}

function readDocument(name: string, text: string): WireCase[] {
  const cases: WireCase[] = []
  let line = 1
  for (const section of text.split(/^(?=## )/m)) {
    if (section.startsWith('## ')) cases.push(readCase(`${name}:${line}`, section))
    line += section.split('\n').length - 1
  }
  return cases
}

function readCase(place: string, section: string): WireCase {
  const title = section.slice(3, section.indexOf('\n'))
  const wire = fenced(section, 'wire')
  const events = fenced(section, 'events')
  if (wire === undefined || events === undefined) throw new Error(`${place}: a case needs a wire and its events`)
  if (!/RFC \d{4} §\d/.test(section)) throw new Error(`${place}: a case names the section of the RFC that it is about`)
  const settings = Object.fromEntries([...section.matchAll(/^- (\w+): (.+)$/gm)].map(([, key, value]) => [key, value]))
  return { title, place, wire: toWire(wire), events: events.split('\n'), settings }
}

function fenced(section: string, language: string): string | undefined {
  return new RegExp(`^\`\`\`${language}\n([^]*?)\n\`\`\`$`, 'm').exec(section)?.[1]
}
