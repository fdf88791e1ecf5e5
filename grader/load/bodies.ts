// A load generator does not look at bodies, so this does, right behind each round: a well-behaved client asks for nonces, and
// counts what is not its own answer. EDGE: opens sockets.
import { Pool } from 'undici'
import type { Random } from '../lab/random.ts'

const CLIENTS = 8
const ANSWER_MS = 5000

/**
 * How many of `count` nonces were not answered with 200 and themselves.
 *
 * @param origin such as `http://127.0.0.1:8001`
 * @param closes each connection serves one exchange: stage 3
 */
export async function countWrongAnswers(
  origin: string,
  count: number,
  closes: boolean,
  random: Random,
): Promise<number> {
  const timeouts = { headersTimeout: ANSWER_MS, bodyTimeout: ANSWER_MS, connect: { timeout: ANSWER_MS } }
  const pool = new Pool(origin, { connections: CLIENTS, ...timeouts })
  const isOwn = async (path: string) => {
    try {
      const { statusCode, body } = await pool.request({ method: 'GET', path, reset: closes })
      return (await body.text()) === `${path}\n` && statusCode === 200
    } catch {
      return false
    }
  }
  try {
    const paths = Array.from({ length: count }, () => `/nonce/${random.word(16)}`)
    const answers = await Promise.all(paths.map(isOwn))
    return answers.filter(own => !own).length
  } finally {
    await pool.destroy()
  }
}
