// Lawful messages, drawn at random, are read by Node's own parser (llhttp) as they are by ours.
import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RequestParser } from '../request-parser.ts'
import { ResponseParser } from '../response-parser.ts'
import { request, response } from './generated.ts'
import { heardFrom } from './heard.ts'
import { hearRequestsWithNode, hearResponseWithNode } from './node-http.ts'

test('Node reads the same requests', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 3 }), async drawn => {
      const wire = drawn.map(each => each.wire).join('')
      const parser = new RequestParser()
      const ours = heardFrom([...parser.push(Buffer.from(wire, 'latin1')), ...parser.end()])
      expect(ours).toEqual(await hearRequestsWithNode(wire))
      expect(ours).toHaveLength(drawn.length)
    }),
    { numRuns: 1000 },
  )
})

test('Node reads the same responses', async () => {
  await fc.assert(
    fc.asyncProperty(response, async ({ method, wire }) => {
      const parser = new ResponseParser()
      parser.expect(method)
      const ours = heardFrom([...parser.push(Buffer.from(wire, 'latin1')), ...parser.end()])
      expect(ours).toEqual([await hearResponseWithNode({ method, wire })])
    }),
    { numRuns: 1000 },
  )
})

test('Node refuses what is not lawful, so that its agreement means something', async () => {
  await expect(hearRequestsWithNode('GET / HTTP/1.1\r\nHost : h\r\n\r\n')).rejects.toThrow('Parse Error')
  const wire = 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'
  await expect(hearResponseWithNode({ method: 'GET', wire })).rejects.toThrow('Parse Error')
})
