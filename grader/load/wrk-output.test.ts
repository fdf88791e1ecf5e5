import { expect, test } from 'vitest'
import { parseWrkOutput } from './wrk-output.ts'

const quiet = `Running 1s test @ http://127.0.0.1:18999/
  1 threads and 8 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     3.51ms    0.93ms   9.50ms   78.36%
    Req/Sec     1.69k    41.60     1.79k    80.00%
  Latency Distribution
     50%  337.50us
     75%    3.88ms
     90%    4.54ms
     99%    1.25s
  1691 requests in 1.01s, 565.07KB read
Requests/sec:   1682.38
Transfer/sec:    562.19KB
`

test('reads requests, rate and latencies in their units', () => {
  expect(parseWrkOutput(quiet)).toEqual({
    requests: 1691,
    requestsPerSecond: 1682.38,
    latencyMs: { p50: 0.3375, p90: 4.54, p99: 1250, max: 9.5 },
    errors: { connect: 0, cut: 0, timeout: 0, status: 0 },
  })
})

test('tells kinds of errors apart: connections, cuts, timeouts, answers that are no success', () => {
  const noisy = quiet.replace(
    'Requests/sec',
    '  Socket errors: connect 1, read 20, write 300, timeout 4000\n  Non-2xx or 3xx responses: 50000\nRequests/sec',
  )
  expect(parseWrkOutput(noisy).errors).toEqual({ connect: 1, cut: 320, timeout: 4000, status: 50_000 })
})

test('output without figures is an error that shows it', () => {
  expect(() => parseWrkOutput('unable to connect')).toThrow('unable to connect')
})
