// An exchange that stays open until the check says so.
import type { Call } from '../../lab/call.ts'
import type { Client } from '../../lab/client.ts'
import type { Lab } from '../../lab/lab.ts'

export interface Held {
  readonly call: Call
  readonly client: Client
  /** Has the backend answer, and the client get the answer if it is still there. */
  release(): Promise<void>
}

/** Resolves when the request has reached a backend. */
export async function hold(lab: Lab): Promise<Held> {
  const request = lab.request()
  const gate = lab.gate()
  lab.answer(request, async call => {
    await gate.opened
    await call.respond()
  })
  const client = await lab.client()
  client.send(request)
  const call = await lab.arrival(request)
  return {
    call,
    client,
    async release() {
      gate.open()
      await call.answered
      if (!client.socket.destroyed) await client.response()
      client.close()
    },
  }
}
