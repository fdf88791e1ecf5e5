// Finds lines of solutions in what is handed out. A line is distinctive if it stands in solutions only.
import type { SourceTree } from '../contents.ts'
import type { Handout } from '../handout.ts'
import { regionsOf } from '../regions.ts'

const DISTINCTIVE_CHARACTERS = 15

/** `file: line` for each line of a solution, and each piece of code in a page, that stands in the handout. */
export function leaksOf(tree: SourceTree, { files }: Pick<Handout, 'files'>): string[] {
  const { solutions, rest } = parted(tree)
  const lines = solutions
    .split('\n')
    .map(line => line.trim())
    .filter(line => line.length >= DISTINCTIVE_CHARACTERS && !rest.includes(line))
  const [solved, others] = [squeezed(solutions), squeezed(rest)]
  const isLeak = (code: string) => code.length >= 8 && solved.includes(code) && !others.includes(code)
  return [...files].flatMap(([path, text]) => {
    const found = lines.filter(line => text.includes(line))
    const shown = path.endsWith('.md') ? [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => squeezed(code)) : []
    return [...new Set([...found, ...shown.filter(isLeak)])].map(leak => `${path}: ${leak}`)
  })
}

function parted(tree: SourceTree): { solutions: string; rest: string } {
  const solutions: string[] = []
  const rest: string[] = []
  for (const path of ['stages', 'starters'].flatMap(tree.below).filter(each => /\.(?:ts|py)$/.test(each))) {
    const text = tree.read(path) ?? ''
    const regions = regionsOf(text, path)
    for (const [index, line] of text.split('\n').entries()) {
      const isSolution = regions.some(({ from, to }) => index + 1 > from && index + 1 < to)
      ;(isSolution ? solutions : rest).push(line)
    }
  }
  return { solutions: solutions.join('\n'), rest: rest.join('\n') }
}

function squeezed(text: string): string {
  return text.replace(/…$/, '').replace(/\s+/g, ' ')
}
