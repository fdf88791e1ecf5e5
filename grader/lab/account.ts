// The account that a program of stage 2 gives of a request, CONTRACT "Stage 2". Knows no socket.
import * as v from 'valibot'
import { anyObject, expected } from '../shape.ts'
import { Failure, mustEqual } from '../verdict.ts'
import { type Response, valuesOf } from './response.ts'

const text = v.string(expected('a string'))
const integer = v.pipe(v.number(expected('a whole number')), v.safeInteger(expected('a whole number')))
const PAIR = 'an array of a name and a value'
const HEADER = v.pipe(v.array(text, expected(PAIR)), v.length(2, `expected ${PAIR}`), v.tuple([text, text]))
const BACKEND = v.pipe(anyObject, v.looseObject({ ip: text, port: integer }, 'missing'))
const ACCOUNT = v.pipe(
  anyObject,
  v.object(
    {
      method: text,
      target: text,
      path: text,
      query: v.nullable(text),
      host: v.nullable(text),
      version: text,
      headers: v.array(HEADER, expected('an array')),
      body_bytes: integer,
      backend_servers: v.array(BACKEND, expected('an array')),
    },
    'missing',
  ),
)

/** Members that the contract does not know are left out. */
export type Account = v.InferOutput<typeof ACCOUNT>

/** Throws a Failure that names the place where `response` is not an account. */
export function toAccount(response: Response): Account {
  mustEqual(response.status, 200, 'the status of the answer to a well-formed request')
  const text = response.body.toString('utf8')
  const [type = 'no Content-Type'] = valuesOf(response, 'content-type')
  if (!/^application\/json\s*(;|$)/i.test(type))
    throw new Failure({ reason: 'the answer is not said to be JSON', expected: 'application/json', actual: type })
  const { success, output, issues } = v.safeParse(ACCOUNT, readJson(text))
  if (success) return output
  const [issue] = issues
  throw new Failure({
    reason: `the account is not what it must be at ${v.getDotPath(issue) ?? 'its top'}: ${issue.message}`,
    expected: 'the account of CONTRACT, stage 2',
    actual: text.slice(0, 600),
  })
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const reason = `the account is not JSON: ${(error as Error).message}`
    throw new Failure({ reason, expected: 'a JSON object', actual: text.slice(0, 600) })
  }
}
