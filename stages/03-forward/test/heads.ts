// Heads for tests, read from their text by the readers themselves, so that no test makes one that cannot come.

import type { RequestHead } from '../../02-parse/message.ts'
import { RequestReader } from '../../02-parse/request-reader.ts'
import { type ResponseHead, ResponseReader } from '../response-reader.ts'

/** @param fields lines behind the request line; a Host is added where none of them is one and the version is 1.1 */
export function requestHead(line = 'GET / HTTP/1.1', ...fields: string[]): RequestHead {
  const needsHost = line.endsWith('1.1') && !fields.some(each => /^host:/i.test(each))
  const reader = new RequestReader({ headBytes: 65_536, targetBytes: 8192, bodyBytes: 2 ** 30 })
  reader.push(wireOf(line, needsHost ? ['Host: h', ...fields] : fields))
  const event = reader.next()
  if (event?.type !== 'head') throw new Error('that is no head')
  return event.head
}

export function responseHead(line = 'HTTP/1.1 200 OK', ...fields: string[]): ResponseHead {
  return answerTo('GET', line, ...fields)
}

/** A response's head, read as the answer to a request of that method. */
export function answerTo(method: string, line: string, ...fields: string[]): ResponseHead {
  const reader = new ResponseReader(() => method, 65_536)
  reader.push(wireOf(line, fields))
  const event = reader.next()
  if (event?.type !== 'head') throw new Error('that is no head')
  return event.head
}

function wireOf(line: string, fields: readonly string[]): Buffer {
  return Buffer.from(`${[line, ...fields].join('\r\n')}\r\n\r\n`, 'latin1')
}
