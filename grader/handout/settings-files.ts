// What is different in the settings of a handout: its commands, and what the compiler and the linter say of names that only a
// solution would use. Texts in, texts out.
import { CannotGrade } from '../verdict.ts'
import { SCRIPTS } from './contents.ts'

/** The student's commands only. The packages stay: package-lock.json speaks of just these. */
export function toPackageJson(text: string): string {
  const said = JSON.parse(text) as { scripts: Record<string, string> }
  const scripts = Object.fromEntries(Object.entries(said.scripts).filter(([name]) => SCRIPTS.includes(name)))
  return `${JSON.stringify({ ...said, scripts }, null, 2)}\n`
}

// Imports, parameters and fields that a todo will need stay where they are: they tell what there is to build with. So whoever
// has not used them yet must not be scolded for it.
const COMPILER = ['noUnusedLocals', 'noUnusedParameters'] as const
const LINTER = ['noUnusedImports', 'noUnusedVariables'] as const

export function toTsconfig(text: string): string {
  return COMPILER.reduce((now, name) => replaced(now, `"${name}": true`, `"${name}": false`, 'tsconfig.json'), text)
}

export function toBiomeJson(text: string): string {
  const quiet = LINTER.reduce(
    (now, name) => replaced(now, `"${name}": "error"`, `"${name}": "off"`, 'biome.json'),
    text,
  )
  const more = '"noUnusedFunctionParameters": "off",\n        "noUnusedPrivateClassMembers": "off",'
  const rules = replaced(quiet, '"noUnusedImports"', `${more}\n        "noUnusedImports"`, 'biome.json')
  // What a solution would count up is not a constant.
  const style = ['"useImportType": "error"', '"useNodejsImportProtocol": "error"', '"noNonNullAssertion": "error"']
  const wide = `"style": { ${style.join(', ')} },`
  const tall = `"style": {\n        ${[...style, '"useConst": "off"'].join(',\n        ')}\n      },`
  return replaced(rules, wide, tall, 'biome.json')
}

function replaced(text: string, find: string, by: string, file: string): string {
  if (text.split(find).length !== 2) throw new CannotGrade(`${file}: ${find} does not stand there exactly once`)
  return text.replace(find, () => by)
}
