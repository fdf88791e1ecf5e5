// The account that a program of stage 2 gives of a request, CONTRACT "Stage 2". Knows no socket.
import { z } from 'zod'
import { Failure, mustEqual } from '../verdict.ts'
import { type Response, valuesOf } from './response.ts'

const ACCOUNT = z.object({
  method: z.string(),
  target: z.string(),
  path: z.string(),
  query: z.string().nullable(),
  host: z.string().nullable(),
  version: z.string(),
  headers: z.array(z.tuple([z.string(), z.string()])),
  body_bytes: z.int(),
  backend_servers: z.array(z.looseObject({ ip: z.string(), port: z.int() })),
})

/** Members that the contract does not know are left out. */
export type Account = z.infer<typeof ACCOUNT>

/** Throws a Failure that names the place where `response` is not an account. */
export function toAccount(response: Response): Account {
  mustEqual(response.status, 200, 'the status of the answer to a well-formed request')
  const text = response.body.toString('utf8')
  const [type = 'no Content-Type'] = valuesOf(response, 'content-type')
  if (!/^application\/json\s*(;|$)/i.test(type))
    throw new Failure({ reason: 'the answer is not said to be JSON', expected: 'application/json', actual: type })
  const { success, data, error } = ACCOUNT.safeParse(readJson(text))
  if (success) return data
  const [issue] = error.issues
  throw new Failure({
    reason: `the account is not what it must be at ${issue?.path.join('.') || 'its top'}: ${issue?.message}`,
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
