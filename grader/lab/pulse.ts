// Whether the program still does its work: a plain request right behind a check, served by the very processes that were
// there before. A crash must never pass for a refusal.
import { setTimeout as wait } from 'node:timers/promises'
import { Failure, must } from '../verdict.ts'
import { mustAnswer } from './exchange.ts'
import type { Lab } from './lab.ts'
import { PATIENCE_MS } from './patience.ts'
import type { Response } from './response.ts'

/** Throws a Failure that says what has become of the program. */
export async function mustStillServe(lab: Lab): Promise<void> {
  await mustRun(lab)
  const ended = lab.world.serving.ended()
  must(ended.length === 0, () => ({
    reason: `a process that listened (pid ${ended.join(', ')}) has ended in this check, though the program still runs`,
    expected: 'the program survives',
    actual: lab.program.output.lastWords(12),
  }))
  try {
    await serveOne(lab)
  } catch (error) {
    await mustRun(lab)
    if (!(error instanceof Failure)) throw error
    throw new Failure({
      reason: `after this check the program no longer serves a plain request: ${error.message}`,
      ...(error.expected !== undefined && { expected: error.expected }),
      ...(error.actual !== undefined && { actual: error.actual }),
    })
  }
}

async function mustRun({ program }: Lab): Promise<void> {
  if (!program.hasExited) return
  const { code, signal } = await program.exited
  const how = program.breach ?? (signal === null ? `exit status ${code}` : `by ${signal}`)
  throw new Failure({
    reason: `the program (pid ${program.pid}) has ended: ${how}`,
    expected: 'the program survives',
    actual: program.output.lastWords(12),
  })
}

async function serveOne(lab: Lab): Promise<void> {
  switch (lab.stage) {
    case 1:
      return await echoOne(lab)
    case 2: {
      const response = await ask(lab)
      return must(response.status === 200, { reason: `a plain GET got ${response.status}`, expected: '200' })
    }
    default:
      return await forwardOne(lab)
  }
}

async function echoOne(lab: Lab): Promise<void> {
  const client = await lab.client()
  const word = lab.random.word(24)
  client.send(word)
  const echoed = await client.bytes(word.length)
  must(echoed.toString('latin1') === word, { reason: 'other bytes came back than were sent', expected: word })
  client.close()
}

/** Backends that a check has stopped may rest for a while: CONTRACT, `rest_ms`. */
async function forwardOne(lab: Lab): Promise<void> {
  for (const backend of lab.backends) await backend.start()
  const giveUpAt = performance.now() + PATIENCE_MS
  for (;;) {
    const response = await ask(lab)
    if (response.status === 200) return
    must(performance.now() < giveUpAt, () => ({
      reason: `a plain GET gets ${response.status} though every backend is well`,
      expected: '200',
      actual: `${response.status} ${response.body.toString('latin1', 0, 200)}`,
    }))
    await wait(100)
  }
}

async function ask(lab: Lab): Promise<Response> {
  const client = await lab.client()
  // Of web servers with pages a mark is none, and a 404 would say nothing.
  const isSite = lab.world.site !== undefined
  const request = lab.request()
  client.send(isSite ? 'GET / HTTP/1.1\r\nHost: lab.test\r\n\r\n' : request)
  const response = await client.response()
  if (lab.stage > 2 && response.status === 200 && !isSite) mustAnswer(response, request, client.name)
  client.close()
  return response
}
