// A grading run as it could have been: stages 3 and 4 of a program that answers pipelined requests out of order. What a
// program printed and sent is as hostile as programs can be.

import {
  type CheckResult,
  type GradeResult,
  SCHEMA,
  type StageNumber,
  type StageResult,
  type Verdict,
} from '../../result.ts'
import { PIPELINING_EVIDENCE } from './evidence.ts'
import { LOAD } from './load.ts'

/** Would run in a page that does not escape it. */
export const HOSTILE = '<script>alert("owned")</script><img src=x onerror=alert(1)>'

/** The failed check that has evidence. */
export const OUT_OF_ORDER: CheckResult = {
  ...aCheck('pipelining.order', 4, 'failed', 'Pipelined requests are answered in their order'),
  maxScore: 3,
  durationMs: 184.2,
  reason: 'client 1 got the answer to /fast before the one to /slow, from the proxy (process 4711) on port 41873',
  expected: 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslowHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfast',
  actual: 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfastHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslow',
  warnings: ['the answer carries no Date'],
  why: 'A client matches answers to requests by nothing but their order: here the browser shows one page under the address of another.',
  hint: 'Keep one slot per request, in the order of arrival; only the first slot may write to the client.',
  spec: 'RFC 9112 §9.3.2',
  lesson: 'stages/04-pipelining/README.md#the-idea-in-one-picture',
  needs: ['keep-alive.two-requests'],
  repeat: 'npm run grade -- --subject submissions/ada --stages 4 --only pipelining.order --seed 917213',
  byHand:
    "printf 'GET /slow HTTP/1.1\\r\\nHost: x\\r\\n\\r\\nGET /fast HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n' | nc 127.0.0.1 9000",
  programOutput: `listening on 41873\nwarning: ${HOSTILE}\n\u001b[2Jbackend 1 answers late\n`,
  evidence: PIPELINING_EVIDENCE,
}

const CHECKS: readonly CheckResult[] = [
  aCheck('forward.get', 3, 'passed', 'A GET reaches a backend and its answer the client'),
  aCheck('balance.round-robin', 3, 'passed', 'Sixty requests are spread 20/20/20'),
  {
    ...aCheck('forward.via', 3, 'passed', 'The response names the proxy in Via'),
    level: 'should',
    score: 0,
    maxScore: 0,
    warnings: ['no Via in the response: RFC 9110 §7.6.3 asks for one'],
  },
  {
    ...aCheck('forward.hop-by-hop', 3, 'failed', 'No hop-by-hop field reaches the backend'),
    reason: 'backend 2 received Keep-Alive, from the proxy (process 4702) on port 41870',
    expected: 'no field named Keep-Alive',
    actual: `Keep-Alive: timeout=5, ${HOSTILE}`,
    byHand: null,
  },
  {
    ...aCheck('failover.all-dead', 3, 'undecided', 'With every backend dead the client gets 502'),
    reason: 'the lab could not free port 8003 within 2 s: another program took it',
  },
  aCheck('keep-alive.two-requests', 4, 'passed', 'Two requests in turn share a connection'),
  OUT_OF_ORDER,
  {
    ...aCheck('pipelining.error-in-the-middle', 4, 'skipped', 'A bad request among good ones costs only itself'),
    needs: ['pipelining.order'],
    reason: 'needs pipelining.order, which is failed',
  },
  aCheck('pipelining.head', 4, 'passed', 'Pipelined HEADs have no body'),
]

const FIXTURE: GradeResult = {
  schema: SCHEMA,
  suite: { version: '0.1.0', digest: 'sha256:6f1c09' },
  subject: { name: 'ada', kind: 'folder', argument: 'submissions/ada', digest: 'b'.repeat(64) },
  seed: 917213,
  startedAt: '2026-01-05T10:00:00.250Z',
  durationMs: 41_734.5,
  complete: true,
  environment: {
    platform: 'linux x64',
    cpus: 2,
    node: '26.10.0',
    machine: 'lab-7',
    backends: 'nginx 1.22.1',
    sandbox: 'none (as was asked for)',
    programs: { nginx: '1.22.1', wrk: '4.1.0' },
  },
  stages: [aStage(3, 'forward', 212.4), aStage(4, 'pipelining', 187.3)],
  checks: CHECKS,
  leftBehind: ['process 4720 (python3 proxy.py) still listened on port 41873 after SIGTERM'],
  load: LOAD,
}

/** The run, with other members where a test wants them. */
export function aResult(changes: Partial<GradeResult> = {}): GradeResult {
  return { ...FIXTURE, ...changes }
}

/** The same program, mended: nothing failed, nothing was skipped. */
export function anAllPassedResult(): GradeResult {
  const checks = CHECKS.map(({ id, stage, title }) => aCheck(id, stage, 'passed', title))
  return aResult({ checks, stages: [stageOf(3, 'forward', 212.4, checks), stageOf(4, 'pipelining', 187, checks)] })
}

export function aCheck(id: string, stage: StageNumber, verdict: Verdict, title: string): CheckResult {
  return {
    id,
    stage,
    title,
    level: 'must',
    verdict,
    score: verdict === 'passed' ? 2 : 0,
    maxScore: verdict === 'undecided' ? 0 : 2,
    durationMs: 12.25,
    reason: verdict === 'passed' ? null : 'the program did what it must not',
    expected: null,
    actual: null,
    warnings: [],
    why: 'A proxy that does not do this is of no use to its clients.',
    hint: 'Look at the head that goes out, not at the one that came in.',
    spec: 'RFC 9110 §7.6.1',
    lesson: `stages/0${stage}-${stage === 3 ? 'forward' : 'pipelining'}/README.md`,
    needs: [],
    repeat: `npm run grade -- --subject submissions/ada --stages ${stage} --only ${id} --seed 917213`,
    byHand: verdict === 'passed' ? null : 'curl -v http://127.0.0.1:9000/',
    programOutput: '',
    evidence: [],
  }
}

function aStage(stage: 3 | 4, name: string, startUpMs: number | null): StageResult {
  return stageOf(stage, name, startUpMs, CHECKS)
}

function stageOf(stage: 3 | 4, name: string, startUpMs: number | null, all: readonly CheckResult[]): StageResult {
  const checks = all.filter(check => check.stage === stage)
  const sum = (of: (check: CheckResult) => number) => checks.reduce((total, check) => total + of(check), 0)
  const count = (verdict: Verdict) => sum(check => (check.verdict === verdict ? 1 : 0))
  return {
    stage,
    name,
    score: sum(check => check.score),
    maxScore: sum(check => check.maxScore),
    passed: count('passed'),
    failed: count('failed'),
    skipped: count('skipped'),
    undecided: count('undecided'),
    startUpMs,
    notGraded: null,
  }
}
