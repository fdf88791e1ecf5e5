// What an honest program needs is there in the sandbox: a thread for each of a thousand clients, and locks that processes share;
// also where its folder was handed in with mode 0700, as this one is.
// Needs bubblewrap and python3.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..', '..')
const FOLDER = mkdtempSync(join(tmpdir(), 'hopwise-means-'))

const ECHO = `
import multiprocessing, socketserver, sys, threading

held = multiprocessing.Lock()
for _ in range(1000):
    threading.Thread(target=threading.Event().wait, daemon=True).start()

class Echo(socketserver.BaseRequestHandler):
    def handle(self):
        while data := self.request.recv(65536):
            with held:
                self.request.sendall(data)

socketserver.ThreadingTCPServer.daemon_threads = True
socketserver.ThreadingTCPServer(('127.0.0.1', int(sys.argv[1])), Echo).serve_forever()
`

afterAll(() => rmSync(FOLDER, { recursive: true, force: true }))

test('a thousand threads and a lock of multiprocessing', () => {
  writeFileSync(join(FOLDER, 'echo.py'), ECHO)
  writeFileSync(
    join(FOLDER, 'proxy.json'),
    JSON.stringify({ stages: { 1: { run: ['/usr/bin/python3', 'echo.py', '{port}'] } } }),
  )
  const flags = ['--subject', FOLDER, '--stages', '1', '--only', 'echo.octets', '--sandbox', 'bwrap']
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'grader', 'main.ts'), ...flags], {
    encoding: 'utf8',
  })
  expect(status, stdout + stderr).toBe(0)
})
