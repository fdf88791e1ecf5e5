// EDGE: reads the case documents: Markdown that is a page for people and a table for tests. What a case must say is in
// README.md; a case that does not is an error here, so that none is skipped in silence.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { toWire, type Wire } from './notation.ts'

export interface WireCase {
  readonly title: string
  /** `requests.md:12` */
  readonly place: string
  readonly wire: Wire
  /** Methods that await responses; empty in the document about requests. */
  readonly sent: readonly string[]
  /** Lines, as they stand in the document. */
  readonly events: readonly string[]
}

export function readCases(name: string): WireCase[] {
  const cases: WireCase[] = []
  let line = 1
  for (const section of readFileSync(join(import.meta.dirname, name), 'utf8').split(/^(?=## )/m)) {
    if (section.startsWith('## ')) cases.push(readCase(`${name}:${line}`, section))
    line += section.split('\n').length - 1
  }
  return cases
}

function readCase(place: string, section: string): WireCase {
  const title = section.slice(3, section.indexOf('\n'))
  const [wireText, eventsText] = [fenced(section, 'wire'), fenced(section, 'events')]
  if (wireText === undefined || eventsText === undefined)
    throw new Error(`${place}: a case needs a wire and its events`)
  if (!/^RFC \d{4} §\d/m.test(section)) throw new Error(`${place}: a case names the section of the RFC it is about`)
  const wire = toWire(wireText)
  const events = eventsText.split('\n')
  if (events.some(each => each.startsWith('complaint ')) !== (wire.faultAt !== undefined)) {
    throw new Error(`${place}: a complaint needs its ▲, and ▲ its complaint`)
  }
  const sent = /^Sent: (.+)$/m.exec(section)?.[1]?.split(', ') ?? []
  return { title, place, wire, sent: sent.filter(each => each !== 'nothing'), events }
}

function fenced(section: string, language: string): string | undefined {
  return new RegExp(`^\`\`\`${language}\n([^]*?)\n\`\`\`$`, 'm').exec(section)?.[1]
}
