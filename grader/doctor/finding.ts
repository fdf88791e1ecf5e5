// How a finding is put together. Pure.
import type { Finding } from './facts.ts'

export function fine(name: string, needed: boolean, found: string): Finding {
  return { name, state: 'ok', needed, found, consequence: null, remedy: null }
}

export function amiss(name: string, needed: boolean, found: string, consequence: string, remedy: string): Finding {
  return { name, state: 'problem', needed, found, consequence, remedy }
}

/** Versions of numbers and points. */
export function isAtLeast(version: string, least: string): boolean {
  const [is, should] = [version, least].map(text => text.split('.').map(Number))
  for (const [place, wanted] of (should ?? []).entries()) {
    const there = is?.[place] ?? 0
    if (there !== wanted) return there > wanted
  }
  return true
}
