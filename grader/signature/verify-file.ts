// What `npm run grade -- --verify FILE` says of a file. EDGE: reads files.
import { readFileSync } from 'node:fs'
import { oneLine } from '../report/printable.ts'
import { CannotGrade } from '../verdict.ts'
import { examine } from './signed-json.ts'
import { readPublicKey } from './signer.ts'

export interface Verification {
  readonly isGood: boolean
  readonly text: string
}

/** Throws CannotGrade where there is nothing to verify. */
export function verifyFile(file: string, keyFile: string | undefined): Verification {
  const json = read(file)
  const finding = examine(json, keyFile === undefined ? undefined : readPublicKey(keyFile))
  switch (finding.is) {
    case 'not a result':
      throw new CannotGrade(`--verify ${file}: is not JSON of npm run grade`)
    case 'unsigned':
      throw new CannotGrade(`--verify ${file}: carries no signature; npm run grade -- --json FILE --sign KEY makes one`)
    case 'changed': {
      const why = keyFile === undefined ? '' : `, or it was signed with another key than ${keyFile}`
      return { isGood: false, text: `${file}: NOT as it was signed: it was changed since${why}\n` }
    }
    case 'unchanged': {
      const { fingerprint, byGivenKey } = finding
      const whose = byGivenKey ? '' : '\n  Whether that is your key only you know; --key FILE compares.'
      return { isGood: true, text: `${file}: as it was signed by ${fingerprint}${whose}\n${facts(json)}` }
    }
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new CannotGrade(`--verify ${file}: cannot be read; name a JSON that was written with --sign`)
  }
}

/** What was signed, for the eye. */
function facts(json: string): string {
  const { subject, suite, seed, startedAt, environment } = JSON.parse(json)
  const lines = [
    `  subject ${subject?.name}, SHA-256 ${subject?.digest ?? 'none'}`,
    `  suite ${suite?.version}, SHA-256 ${suite?.digest}`,
    `  seed ${seed}, ${startedAt}, on ${environment?.machine}`,
  ]
  return lines.map(line => `  ${oneLine(line)}\n`).join('')
}
