// What the platforms accept, written from their documentation and their code: strict where they are silent. For tests.
import { parse } from 'csv/sync'
import { z } from 'zod'

const number = z.number()
const FORMATS = z.enum(['text', 'html', 'simple_format', 'md', 'ansi'])
const VISIBILITY = z.enum(['visible', 'hidden', 'after_due_date', 'after_published'])

const gradescopeTest = z
  .strictObject({
    score: number.optional(),
    max_score: number.min(0).optional(),
    status: z.enum(['passed', 'failed']).optional(),
    name: z.string().optional(),
    name_format: FORMATS.optional(),
    number: z.string().optional(),
    output: z
      .string()
      .regex(/^[^\r]*$/)
      .optional(),
    output_format: FORMATS.optional(),
    tags: z.array(z.string()).optional(),
    visibility: VISIBILITY.optional(),
    extra_data: z.record(z.string(), z.unknown()).optional(),
  })
  .refine(
    ({ score, max_score }) => score === undefined || max_score === undefined || score <= max_score,
    'over the maximum',
  )

/** results.json. A test without a score is only lawful under a score of the whole. */
const GRADESCOPE = z
  .strictObject({
    score: number.optional(),
    execution_time: number.optional(),
    output: z.string().optional(),
    output_format: FORMATS.optional(),
    test_output_format: FORMATS.optional(),
    test_name_format: FORMATS.optional(),
    visibility: VISIBILITY.optional(),
    stdout_visibility: VISIBILITY.optional(),
    extra_data: z.record(z.string(), z.unknown()).optional(),
    tests: z.array(gradescopeTest).optional(),
    leaderboard: z
      .array(
        z.strictObject({
          name: z.string(),
          value: z.union([number, z.string()]),
          order: z.enum(['asc', 'desc']).optional(),
        }),
      )
      .optional(),
  })
  .refine(
    ({ score, tests = [] }) =>
      score !== undefined || (tests.length > 0 && tests.every(test => test.score !== undefined)),
    'a test has no score, and the whole has none',
  )

/** What a grader's step hands to the reporter of GitHub Classroom. */
const CLASSROOM = z.strictObject({
  version: z.literal([1, 3]),
  status: z.enum(['pass', 'fail', 'error']),
  max_score: number.min(0),
  tests: z.array(
    z.strictObject({
      name: z.string().min(1),
      status: z.enum(['pass', 'fail', 'error']),
      score: number,
      message: z.string().nullable(),
      test_code: z.string(),
      filename: z.string(),
      line_no: z.literal(0),
      execution_time: z.string().regex(/^\d+(?:\.\d+)?s$/),
    }),
  ),
})

const AUTOLAB_LAST = z.strictObject({
  scores: z.record(z.string(), number),
  scoreboard: z.array(z.union([number, z.string()])).optional(),
})
const AUTOLAB_TABLE = z
  .looseObject({ _presentation: z.literal('semantic'), stages: z.array(z.string()) })
  .refine(table => table.stages.every(stage => typeof table[stage] === 'object'), 'a stage has no table')

/** Each throws with the place and the fault. */
export function acceptGradescope(text: string): void {
  GRADESCOPE.parse(JSON.parse(text))
}

export function acceptClassroom(text: string): void {
  CLASSROOM.parse(JSON.parse(text))
}

/** The last line of the output, and the table on the line before it. */
export function acceptAutolab(text: string): void {
  const lines = text.trimEnd().split('\n')
  for (const line of lines) JSON.parse(repaired(line))
  AUTOLAB_LAST.parse(JSON.parse(lines.at(-1) ?? ''))
  AUTOLAB_TABLE.parse(JSON.parse(lines.at(-2) ?? ''))
  if (repaired(lines.at(-1) ?? '') !== lines.at(-1)) throw new Error('Autolab would repair a key that is none')
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
