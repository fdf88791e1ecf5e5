// Knows the subset of JUnit's XML that both the strict Jenkins schema and the common description allow: a suite a stage, a
// failure for what the program did wrong, an error for what the lab could not judge.

import type { CheckResult, GradeResult, StageResult } from '../result.ts'
import { failureText } from './failure-block.ts'
import { type Markup, markup } from './markup.ts'
import { oneLine } from './printable.ts'
import { skipCause } from './skip-cause.ts'
import { tally } from './tally.ts'
import { roomOf } from './wording.ts'

export function toJunit(result: GradeResult): string {
  const { failed, undecided, checks } = tally(result.checks)
  return markup`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="hopwise ${oneLine(result.subject.name)}" tests="${checks}" failures="${failed}" errors="${undecided}" time="${seconds(result.durationMs)}">
${result.stages.map(stage => suite(stage, result))}</testsuites>
`.text
}

function suite({ stage, name }: StageResult, result: GradeResult): Markup {
  const checks = result.checks.filter(check => check.stage === stage)
  const { failed, skipped, undecided } = tally(checks)
  const durationMs = checks.reduce((total, check) => total + check.durationMs, 0)
  return markup`<testsuite name="stage ${stage} ${oneLine(name)}" tests="${checks.length}" failures="${failed}" errors="${undecided}" skipped="${skipped}" time="${seconds(durationMs)}" timestamp="${timestamp(result.startedAt)}">
${properties(result)}
${checks.map(check => testcase(check, checks))}</testsuite>
`
}

function properties({ suite, subject, seed, environment, complete }: GradeResult): Markup {
  const all = {
    suite: suite.version,
    digest: suite.digest,
    subject: oneLine(subject.argument),
    seed: String(seed),
    backends: oneLine(environment.backends),
    complete: String(complete),
  }
  return markup`<properties>${Object.entries(all).map(([name, value]) => markup`<property name="${name}" value="${value}"/>`)}</properties>`
}

function testcase(check: CheckResult, checks: readonly CheckResult[]): Markup {
  const warnings = check.warnings.map(warning => `warning: ${warning}`).join('\n')
  return markup`<testcase classname="stage${check.stage}.${roomOf(check)}" name="${check.id}: ${oneLine(check.title)}" time="${seconds(check.durationMs)}">${verdictOf(check, checks)}${
    warnings === '' ? null : markup`<system-out>${warnings}</system-out>`
  }</testcase>
`
}

function verdictOf(check: CheckResult, checks: readonly CheckResult[]): Markup | null {
  const message = oneLine(check.reason ?? 'no reason was given')
  switch (check.verdict) {
    case 'passed':
      return null
    case 'failed':
      return markup`<failure type="Failure" message="${message}">${failureText(check)}</failure>`
    case 'undecided':
      return markup`<error type="Undecided" message="${message}">${failureText(check)}</error>`
    case 'skipped':
      return markup`<skipped message="${skipCause(check, checks)}"/>`
  }
}

/** With a decimal point, whatever the locale. */
function seconds(ms: number): string {
  return (Number.isFinite(ms) ? ms / 1000 : 0).toFixed(3)
}

/** The strict schema knows neither fractions nor zones. */
function timestamp(iso: string): string {
  return iso.slice(0, 19)
}
