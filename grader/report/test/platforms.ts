// What the platforms accept, written from their documentation and their code: strict where they are silent. For tests.
import { parse } from 'csv/sync'
import * as v from 'valibot'
import { anyObject, strictObject, tellIssue } from '../../shape.ts'

const string = v.string()
const finite = v.pipe(v.number(), v.finite())
const notNegative = v.pipe(finite, v.minValue(0))
const record = <const Value extends v.GenericSchema>(value: Value) => v.pipe(anyObject, v.record(string, value))
const FORMATS = v.picklist(['text', 'html', 'simple_format', 'md', 'ansi'])
const VISIBILITY = v.picklist(['visible', 'hidden', 'after_due_date', 'after_published'])

const gradescopeTest = v.pipe(
  strictObject({
    score: v.optional(finite),
    max_score: v.optional(notNegative),
    status: v.optional(v.picklist(['passed', 'failed'])),
    name: v.optional(string),
    name_format: v.optional(FORMATS),
    number: v.optional(string),
    output: v.optional(v.pipe(string, v.regex(/^[^\r]*$/))),
    output_format: v.optional(FORMATS),
    tags: v.optional(v.array(string)),
    visibility: v.optional(VISIBILITY),
    extra_data: v.optional(record(v.unknown())),
  }),
  v.check(
    ({ score, max_score }) => score === undefined || max_score === undefined || score <= max_score,
    'over the maximum',
  ),
)

/** results.json. A test without a score is only lawful under a score of the whole. */
const GRADESCOPE = v.pipe(
  strictObject({
    score: v.optional(finite),
    execution_time: v.optional(finite),
    output: v.optional(string),
    output_format: v.optional(FORMATS),
    test_output_format: v.optional(FORMATS),
    test_name_format: v.optional(FORMATS),
    visibility: v.optional(VISIBILITY),
    stdout_visibility: v.optional(VISIBILITY),
    extra_data: v.optional(record(v.unknown())),
    tests: v.optional(v.array(gradescopeTest)),
    leaderboard: v.optional(
      v.array(
        strictObject({
          name: string,
          value: v.union([finite, string]),
          order: v.optional(v.picklist(['asc', 'desc'])),
        }),
      ),
    ),
  }),
  v.check(
    ({ score, tests = [] }) =>
      score !== undefined || (tests.length > 0 && tests.every(test => test.score !== undefined)),
    'a test has no score, and the whole has none',
  ),
)

/** What a grader's step hands to the reporter of GitHub Classroom. */
const CLASSROOM = strictObject({
  version: v.picklist([1, 3]),
  status: v.picklist(['pass', 'fail', 'error']),
  max_score: notNegative,
  tests: v.array(
    strictObject({
      name: v.pipe(string, v.nonEmpty()),
      status: v.picklist(['pass', 'fail', 'error']),
      score: finite,
      message: v.nullable(string),
      test_code: string,
      filename: string,
      line_no: v.literal(0),
      execution_time: v.pipe(string, v.regex(/^\d+(?:\.\d+)?s$/)),
    }),
  ),
})

const AUTOLAB_LAST = strictObject({
  scores: record(finite),
  scoreboard: v.optional(v.array(v.union([finite, string]))),
})
const AUTOLAB_TABLE = v.pipe(
  v.looseObject({ _presentation: v.literal('semantic'), stages: v.array(string) }),
  v.check(table => table.stages.every(stage => typeof table[stage] === 'object'), 'a stage has no table'),
)

/** Each throws with the place and the fault. */
export function acceptGradescope(text: string): void {
  accept(GRADESCOPE, text)
}

export function acceptClassroom(text: string): void {
  accept(CLASSROOM, text)
}

/** The last line of the output, and the table on the line before it. */
export function acceptAutolab(text: string): void {
  const lines = text.trimEnd().split('\n')
  for (const line of lines) JSON.parse(repaired(line))
  accept(AUTOLAB_LAST, lines.at(-1))
  accept(AUTOLAB_TABLE, lines.at(-2))
  if (repaired(lines.at(-1) ?? '') !== lines.at(-1)) throw new Error('Autolab would repair a key that is none')
}

function accept(schema: v.GenericSchema, text = ''): void {
  const { success, issues } = v.safeParse(schema, JSON.parse(text))
  if (!success) throw new Error(tellIssue(issues, 'the whole'))
}

/** assessment_autograde_core.rb, parseAutoresult: every run of letters and digits before a colon is a key, and gets quotes. */
function repaired(line: string): string {
  return line.replace(/([A-Za-z0-9]+):/g, '"$1":')
}

/** A gradebook that Canvas imports: lib/gradebook_importer.rb. */
export function acceptCanvas(text: string): void {
  const [heading = [], ...rows] = parse(text, { relax_column_count: false }) as string[][]
  if (!heading[0]?.includes('Student') || !heading[1]?.includes('ID')) throw new Error('not the heading of a gradebook')
  if (!heading.includes('Section')) throw new Error('no Section')
  const first = heading.indexOf('Section') + 1
  for (const row of rows.filter(each => !each[0]?.includes('Points Possible')))
    for (const cell of row.slice(first))
      if (!/^(?:|-|EX|N\/A|\d+(?:\.\d+)?)$/i.test(cell)) throw new Error(`${cell} is no score`)
}
