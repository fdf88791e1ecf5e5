// Shapes of what people write, and what is said where it has another: one line, with the place, for whoever wrote it. It exists
// because valibot speaks to programmers, and takes an array for an object whose keys may all be missing. Imports nothing of
// the house: a stage has the like of its own, for the grader shares nothing with what it judges.

import * as v from 'valibot'

export const anyObject = v.custom<object>(isObject, expected('an object'))

/** An object with these keys and no others. */
export function strictObject<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.pipe(
    anyObject,
    // First, for where a key is misspelt another is missing, and this is the one to mend.
    v.check(value => strangers(value, entries).length === 0, tellStrangers(entries)),
    v.object(entries, 'missing'),
  )
}

export function integer(from: number, to: number = Number.MAX_SAFE_INTEGER) {
  const message = expected(`a whole number from ${from} to ${to}`)
  return v.pipe(v.number(message), v.integer(message), v.minValue(from, message), v.maxValue(to, message))
}

export function matching(pattern: RegExp, what: string) {
  return v.pipe(v.string(expected(what)), v.regex(pattern, expected(what)))
}

export function number(from: number, to: number) {
  const message = expected(`a number from ${from} to ${to}`)
  return v.pipe(v.number(message), v.minValue(from, message), v.maxValue(to, message))
}

/** A string that says something. */
export function someText() {
  const message = expected('a string that is not empty')
  return v.pipe(v.string(message), v.nonEmpty(message))
}

export function expected(what: string): (issue: v.BaseIssue<unknown>) => string {
  return ({ input }) => `expected ${what}, got ${show(input)}`
}

/** The first thing that is wrong, with its place: `backend_servers[1].port: expected …`. */
export function tellIssue([issue]: readonly [v.BaseIssue<unknown>, ...unknown[]], top: string): string {
  const place = (issue.path ?? []).reduce(
    (text, { key }) => (typeof key === 'number' ? `${text}[${key}]` : `${text}${text && '.'}${key}`),
    '',
  )
  return `${place || top}: ${issue.message}`
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function strangers(value: object, entries: object): string[] {
  return Object.keys(value).filter(key => !Object.hasOwn(entries, key))
}

function tellStrangers(entries: object): (issue: v.BaseIssue<unknown>) => string {
  return ({ input }) => {
    const keys = strangers(input as object, entries).map(show)
    return `unknown key ${keys.join(', ')}; allowed are ${Object.keys(entries).join(', ')}`
  }
}

const SHOWN = 60

function show(value: unknown): string {
  if (Array.isArray(value)) return 'an array'
  if (isObject(value)) return 'an object'
  if (typeof value === 'function') return 'a function'
  if (value === undefined) return 'nothing'
  if (typeof value !== 'string') return String(value)
  const text = JSON.stringify(value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value)
  // Of what JSON does not escape, some would still end a line, or move the cursor of a terminal.
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\uFFFD')
}
