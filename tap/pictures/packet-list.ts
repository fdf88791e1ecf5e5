// A packet list as tshark tells it, drawn as Wireshark shows it: a picture for a lesson. Pure.

export interface Packet {
  readonly number: string
  readonly seconds: string
  readonly source: string
  readonly destination: string
  readonly info: string
  /** The colour of its row. */
  readonly tone: Tone
}

export type Tone = 'http' | 'tcp' | 'bad' | 'ends'

/** Wireshark's own: green HTTP, violet TCP, black for what the experts mark, grey where connections begin and end. */
const COLOURS: Readonly<Record<Tone, readonly [paper: string, ink: string]>> = {
  http: ['#e4ffc7', '#12272e'],
  tcp: ['#e7e6ff', '#12272e'],
  bad: ['#12272e', '#f78787'],
  ends: ['#a0a0a0', '#12272e'],
}
const ROW = 20
const MOST_CHARACTERS = 96
const COLUMNS = [
  { title: 'No.', x: 8 },
  { title: 'Time', x: 48 },
  { title: 'Source', x: 130 },
  { title: 'Destination', x: 220 },
  { title: 'Info', x: 320 },
] as const
const WIDTH = 1080

export function toSvg(filter: string, packets: readonly Packet[]): string {
  const height = ROW * (packets.length + 2) + 8
  const rows = packets.map(({ number, seconds, source, destination, info, tone }, at) => {
    const [paper, ink] = COLOURS[tone]
    const short = info.length > MOST_CHARACTERS ? `${info.slice(0, MOST_CHARACTERS)}…` : info
    return `<rect y="${ROW * (at + 2)}" width="${WIDTH}" height="${ROW}" fill="${paper}"/>
${line([number, seconds, source, destination, short], at + 2, ink)}`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="12" role="img" aria-label="packet list, ${toMarkup(filter)}">
<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>
<rect width="${WIDTH}" height="${ROW}" fill="#afffaf"/>
<text x="8" y="14" fill="#000000">${toMarkup(filter)}</text>
<rect y="${ROW}" width="${WIDTH}" height="${ROW}" fill="#eeeeee"/>
${line(
  COLUMNS.map(({ title }) => title),
  1,
  '#000000',
)}
${rows.join('\n')}
</svg>
`
}

function line(cells: readonly string[], row: number, ink: string): string {
  return cells
    .map((cell, at) => `<text x="${COLUMNS[at]?.x ?? 0}" y="${ROW * row + 14}" fill="${ink}">${toMarkup(cell)}</text>`)
    .join('')
}

function toMarkup(text: string): string {
  return text.replace(/[&<>"]/g, character => `&#${character.charCodeAt(0)};`)
}
